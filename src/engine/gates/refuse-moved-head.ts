import { digestDays } from "../../domain/document-head.ts";
import { evidenceOf } from "../../domain/evidence.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { refuseOtherHead } from "../../domain/refuse-other-head.ts";
import { kindOf } from "../../domain/run.ts";
import { endingCommand } from "../session/ending-command.ts";
import type { RunSession } from "../session/run-session.ts";

/**
 * Refuses to go on where another version of the document was enacted since the plan was made: neither this plan nor a renewed request of it
 * can be right. The run itself moves the head when it enacts.
 */
export async function refuseMovedHead(session: RunSession): Promise<Refusal | null> {
  const { evidence, run } = session.position;
  const { source } = evidenceOf(evidence, "source_pin");
  const head = await (await session.live()).documentBase(source.documentId);
  const isOwn =
    evidence.lifecycle_enact !== undefined && head?.changeSetId === evidence.leg_b_record?.ids["changeSetId"];
  if (isOwn) return null;
  const moved = refuseOtherHead(source, head) ?? (await refuseOtherDays(session));
  if (moved === null) return null;
  const end = endingCommand(session.position, "the head has moved");
  const again =
    kindOf(run) === "effect"
      ? `cutter source effect ${source.documentId} --version ${source.versionSeq} --from DAY`
      : `cutter orchestrate cut --document-id ${source.documentId}`;
  return {
    ...moved,
    wayOut: `End this run: ${end}; then start again: ${again}`,
  };
}

/** A correction counts from the day of what it corrects: where such a day was set meanwhile, the plan would be another one. */
async function refuseOtherDays(session: RunSession): Promise<Refusal | null> {
  const { changeSetId, daysSha256 } = session.position.evidence.cutplan?.amendment?.base ?? {};
  if (changeSetId === undefined || daysSha256 === undefined) return null;
  const now = digestDays(await (await session.live()).documentHead(changeSetId));
  if (now === daysSha256) return null;
  return refusal("STOP_BASE_MOVED", {
    message: "The day of text that this run corrects was set since the plan was made.",
    field: "days of the head",
    expected: daysSha256,
    actual: now,
  });
}
