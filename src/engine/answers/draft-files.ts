import { EXECUTION_GATE, renderStatement, type Statement } from "../../domain/approval.ts";
import { kindAsked } from "../../domain/asked-request.ts";
import { titleAsked } from "../../domain/asked-title.ts";
import { ALLOWS_BATCH, gateRow } from "../../domain/gates.ts";
import { reviewDecisionOf } from "../../domain/review-decision.ts";
import { utc } from "../../domain/run.ts";
import { gatePath } from "../../domain/run-paths.ts";
import { type ApproveOrder, isStopping } from "./answer-order.ts";
import type { ChosenFiles } from "./choose-files.ts";
import type { AskedQuestion } from "./read-question.ts";

/** Writes the texts of the files with the moment at which they are signed. */
export function draftFiles(
  order: ApproveOrder,
  asked: AskedQuestion,
  draft: {
    readonly chosen: ChosenFiles;
    /** The decision that other persons have named; null if nobody has. */
    readonly reviewDecisionId: string | null;
    readonly at: Date;
  },
): Readonly<Record<string, string>> {
  const { gate, runId, decision } = order;
  const { request, payloadSha256 } = asked;
  const common = { runId, payloadSha256, signedUtc: utc(draft.at) };
  const isBatch = request.schema === "iu-cutter/batch-request/1";
  const allows = isBatch ? ALLOWS_BATCH[gate] : gateRow(gate, kindAsked(request)).allows;
  const title = `${titleAsked(request)}, ${allows}`;
  if (isStopping(decision)) {
    const allowance = decision === "refuse" ? ("refused" as const) : ("withdrawn" as const);
    const statement = { ...common, gate, reviewDecisionId: null, arms: null, allowance };
    return { [gatePath(order, "withdrawal")]: renderStatement(statement, [title]) };
  }
  const reviewDecisionId = draft.reviewDecisionId ?? reviewDecisionOf(gate, payloadSha256);
  // Makes each text another one: the same text, written again, could not be told from the one that was taken away.
  const place = `Signed on top of ${asked.base}`;
  return Object.fromEntries(
    draft.chosen.written.map(({ kind, path }) => {
      const isApproval = kind === "approval";
      const statement: Statement = isApproval
        ? { ...common, gate, reviewDecisionId, arms: null }
        : { ...common, gate: EXECUTION_GATE, reviewDecisionId: null, arms: gate };
      const head = `${isApproval ? "Approval" : "Execution authorisation"}: ${title}`;
      return [path, renderStatement(statement, [head, place])];
    }),
  );
}
