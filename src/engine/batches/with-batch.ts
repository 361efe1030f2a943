import { joinInitiators } from "../../domain/initiator.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { refuseClock } from "../runs/refuse-clock.ts";
import { refusalOf } from "../runs/stop-run.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { refuseBehindGitNow, refuseOtherJournal } from "../session/refuse-behind.ts";
import { adoptMembers } from "./adopt-members.ts";
import { type BatchOutcome, outcomeOfBatch } from "./batch-outcome.ts";
import { type BatchPosition, initiatorsOfBatch } from "./batch-position.ts";
import { BatchSession } from "./batch-session.ts";
import { copyBatchEvidence } from "./copy-evidence.ts";
import { explainUnknownBatch } from "./explain-unknown-batch.ts";
import { stopBatch } from "./stop-batch.ts";

type Work = (session: BatchSession) => Promise<BatchOutcome>;

/** Opens a batch under its lock, checks that this process may go on with it, and turns a thrown refusal into a stop of the batch. */
export function withBatch(parts: EngineParts, batchId: string, work: Work): Promise<Result<BatchOutcome>> {
  return withOpenBatch(parts, batchId, { refuse: refuseContinuation, work });
}

/** The same for giving a batch up, which no other version of the code may hinder. */
export function withBatchToEnd(
  parts: EngineParts,
  batchId: string,
  work: Work,
): Promise<Result<BatchOutcome>> {
  return withOpenBatch(parts, batchId, { refuse: async () => null, work });
}

async function withOpenBatch(
  parts: EngineParts,
  batchId: string,
  order: { readonly refuse: (session: BatchSession) => Promise<Refusal | null>; readonly work: Work },
): Promise<Result<BatchOutcome>> {
  const folder = await parts.sidecar.openBatch(batchId);
  if (!folder.ok) return refused(await explainUnknownBatch(parts, batchId, folder.refusal));
  await using session = new BatchSession(parts, folder.value);
  const over = refuseOver(session.position);
  if (over) {
    const uncopied = await copyBatchEvidence(session);
    return accepted(outcomeOfBatch(session.position, uncopied ?? over));
  }
  const unfit = await order.refuse(session);
  if (unfit) return refused(unfit);
  await recordMover(session);
  return accepted(
    await guardedBatch(session, async () => (await adoptMembers(session)) ?? (await order.work(session))),
  );
}

/** Runs work on a batch; a thrown refusal ends it like a returned one, and so does a signal. */
export async function guardedBatch(
  session: BatchSession,
  work: () => Promise<BatchOutcome>,
): Promise<BatchOutcome> {
  try {
    return await work();
  } catch (fault) {
    const stop = refusalOf(fault);
    if (stop === null) throw fault;
    return stopBatch(session, stop);
  }
}

function refuseOver({ ending, batch }: BatchPosition): Refusal | null {
  if (ending?.kind === "closed") return refusal("STOP_BATCH_CLOSED", { field: batch.batchId });
  if (ending?.kind !== "voided") return null;
  return refusal("STOP_BATCH_VOIDED", { field: batch.batchId, actual: `${ending.by}: ${ending.why}` });
}

/** Refuses a journal that is not the newest, a batch of another version of the code, and a clock behind its journal. */
async function refuseContinuation(session: BatchSession): Promise<Refusal | null> {
  const { position, parts, folder } = session;
  const behind = (await refuseOtherJournal(folder)) ?? (await refuseBehindGitNow(parts, folder));
  if (behind !== null) return behind;
  const backwards = await refuseClock(position.lastAt, parts.clock.now(), () => session.live());
  if (backwards !== null) return backwards;
  const { sha256, version } = parts.settings.tool;
  const { batch } = position;
  if (batch.toolSha256 === sha256) return null;
  return refusal("STOP_VERSION_MISMATCH", {
    field: "tool",
    expected: `${batch.toolVersion} ${batch.toolSha256}`,
    actual: `${version} ${sha256}`,
  });
}

/** Whoever moves a batch by hand is from then on one of those who may not approve it. */
async function recordMover(session: BatchSession): Promise<void> {
  const { mover } = session.parts.settings;
  const known = initiatorsOfBatch(session.position);
  if (mover !== null && joinInitiators([known, mover]) !== known)
    await session.record({ type: "moved", by: mover });
}
