import { EXECUTION_GATE, renderStatement } from "../domain/approval.ts";
import type { Gate } from "../domain/gates.ts";
import { reviewDecisionOf } from "../domain/review-decision.ts";
import { gatePath } from "../domain/run-paths.ts";

/** A file that an approver adds: only the time is left open, since only the approver knows it. */
export interface ApprovalDraft {
  readonly path: string;
  readonly text: string;
}

/** The approval and the execution authorisation of one gate, or the one of them that is asked for, each with its `signed_utc` left empty. */
export function draftApproval(request: {
  readonly gate: Gate;
  readonly runId: string;
  readonly payloadSha256: string;
  /** Id of the person after whom the files are named; null: the one person who answers. */
  readonly person: string | null;
  readonly approves: boolean;
  readonly executes: boolean;
}): readonly ApprovalDraft[] {
  const { gate, runId, payloadSha256, person, approves, executes } = request;
  const open = { runId, payloadSha256, signedUtc: "" };
  const hint = "Write the present time after signed_utc, in UTC, for example 2026-01-31T09:30:00Z.";
  const reviewDecisionId = reviewDecisionOf(gate, payloadSha256);
  const approval = {
    path: gatePath(request, "approval", person),
    text: renderStatement({ ...open, gate, reviewDecisionId, arms: null }, [
      `Approval: ${gate} of ${runId}`,
      hint,
    ]),
  };
  const execution = {
    path: gatePath(request, "execution", person),
    text: renderStatement({ ...open, gate: EXECUTION_GATE, reviewDecisionId: null, arms: gate }, [
      `Execution authorisation: ${gate} of ${runId}`,
      hint,
    ]),
  };
  return [...(approves ? [approval] : []), ...(executes ? [execution] : [])];
}
