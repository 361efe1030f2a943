import { evidenceOf } from "../../domain/evidence.ts";
import { refuseOtherHead } from "../../domain/plan.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { kindOf } from "../../domain/run.ts";
import type { RunSession } from "../session/run-session.ts";

/**
 * Refuses to go on where another version of the document was enacted since the plan was made: neither this plan nor a renewed request of it
 * can be right. The run itself moves the head when it enacts.
 */
export async function refuseMovedHead(session: RunSession): Promise<Refusal | null> {
  const { evidence, run } = session.position;
  const { source } = evidenceOf(evidence, "source_pin");
  const head = await (await session.live()).documentBase(source.documentId);
  const moved = refuseOtherHead(source, head);
  const isOwn =
    evidence.lifecycle_enact !== undefined && head?.changeSetId === evidence.leg_b_record?.ids["changeSetId"];
  if (moved === null || isOwn) return null;
  const end =
    evidence.cut_leg_a === undefined
      ? `cutter orchestrate void ${run.runId} --why "the head has moved"`
      : `cutter orchestrate revert ${run.runId} --execute`;
  const again =
    kindOf(run) === "effect"
      ? `cutter source effect ${source.documentId} --version ${source.versionSeq} --from DAY`
      : `cutter orchestrate cut --document-id ${source.documentId}`;
  return {
    ...moved,
    wayOut: `End this run: ${end}; then start again: ${again}`,
  };
}
