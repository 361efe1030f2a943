import { EXECUTION_GATE, renderStatement } from "../domain/approval.ts";
import type { Gate } from "../domain/gates.ts";

/** A file that an approver adds: only the time is left open, since only the approver knows it. */
export interface ApprovalDraft {
  readonly path: string;
  readonly text: string;
}

/** The approval and the execution authorisation of one gate, each with its `signed_utc` left empty. */
export function draftApproval(request: {
  readonly gate: Gate;
  readonly runId: string;
  readonly payloadSha256: string;
  /** A fresh UUID for SG_2, null for the others. */
  readonly reviewDecisionId: string | null;
}): readonly ApprovalDraft[] {
  const { gate, runId, payloadSha256, reviewDecisionId } = request;
  const folder = `approvals/${runId}`;
  const open = { runId, payloadSha256, signedUtc: "" };
  const hint = "Write the present time after signed_utc, in UTC, for example 2026-01-31T09:30:00Z.";
  return [
    {
      path: `${folder}/${gate}.md`,
      text: renderStatement({ ...open, gate, reviewDecisionId, arms: null }, [
        `Approval: ${gate} of ${runId}`,
        hint,
      ]),
    },
    {
      path: `${folder}/${gate}.execution.md`,
      text: renderStatement({ ...open, gate: EXECUTION_GATE, reviewDecisionId: null, arms: gate }, [
        `Execution authorisation: ${gate} of ${runId}`,
        hint,
      ]),
    },
  ];
}
