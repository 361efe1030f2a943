import { verifyApprovalAction } from "../../src/commands/actions/verify-approval.ts";

process.exitCode = (await verifyApprovalAction()) || process.exitCode;
