import { postReportAction } from "../../src/commands/actions/post-report.ts";

process.exitCode = (await postReportAction()) || process.exitCode;
