import { joinInitiators } from "../../domain/initiator.ts";
import { type Refusal, refusal, refusalOfRun } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { kindOf, type Run } from "../../domain/run.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { goesOnBy } from "../session/next-step.ts";
import { outcomeOf, type RunOutcome } from "../session/run-outcome.ts";
import { initiatorsOf, type RunPosition } from "../session/run-position.ts";
import { RunSession } from "../session/run-session.ts";
import { completeAdoption, refuseUnconfirmed } from "./adopt/complete-adoption.ts";
import { explainUnknown } from "./adopt/explain-unknown.ts";
import { copyRunEvidence } from "./copy-evidence.ts";
import { indexRun } from "./index-run.ts";
import { refuseClock } from "./refuse-clock.ts";
import { refuseRolledBack, TAKING_BACK } from "./refuse-rolled-back.ts";
import { refusalOf, stopRun } from "./stop-run.ts";

type Work = (session: RunSession) => Promise<RunOutcome>;

/** Opens a run under its lock, checks that this process may go on with it, and turns a thrown refusal into a stop of the run. */
export function withRun(parts: EngineParts, runId: string, work: Work): Promise<Result<RunOutcome>> {
  const confirmed: Work = async (session) => {
    const unconfirmed = refuseUnconfirmed(session.position);
    return unconfirmed === null ? work(session) : outcomeOf(session.position, unconfirmed);
  };
  return withOpenRun({ parts, runId, refuse: refuseContinuation, work: confirmed });
}

/**
 * The same for taking back what a run has written: its request binds the version that does it, whichever has cut. An older copy of the journal can
 * do it too, since people are asked and the ledger decides; of SG_3 alone it has to know every request.
 */
export function withRunToRevert(parts: EngineParts, runId: string, work: Work): Promise<Result<RunOutcome>> {
  const refuse = async (session: RunSession) => {
    session.heeds = TAKING_BACK;
    return refuseVoided(session.position) ?? (await refuseRolledBack(session)) ?? (await clockOf(session));
  };
  return withOpenRun({ parts, runId, refuse, work });
}

/** The same for giving a run up, which no clock and no other version of the code may hinder. */
export function withRunToEnd(parts: EngineParts, runId: string, work: Work): Promise<Result<RunOutcome>> {
  const refuse = async (session: RunSession) => {
    session.heeds = [];
    return refuseVoided(session.position);
  };
  return withOpenRun({ parts, runId, refuse, work });
}

async function withOpenRun(order: {
  readonly parts: EngineParts;
  readonly runId: string;
  readonly refuse: (session: RunSession) => Promise<Refusal | null>;
  readonly work: Work;
}): Promise<Result<RunOutcome>> {
  const { parts, runId, refuse, work } = order;
  const folder = await parts.sidecar.openRun(runId);
  if (!folder.ok) return refused(await explainUnknown(parts, runId, folder.refusal));
  await using session = new RunSession(parts, folder.value);
  const { position } = session;
  if (position.ending?.kind === "closed") {
    const unlisted = (await copyRunEvidence(session)) ?? (await indexRun(parts.sidecar, position));
    if (unlisted) return refused(unlisted);
    return accepted(
      outcomeOf(position, refusal("STOP_RUN_CLOSED", { field: runId, ...wayOnOf(position.run) })),
    );
  }
  const unfit = await refuse(session);
  if (unfit) return refused(refusalOfRun(unfit, runId, goesOnBy(position)));
  await recordMover(session);
  return accepted(
    await guarded(session, async () => (await completeAdoption(session)) ?? (await work(session))),
  );
}

/** Whoever moves a run by hand is from then on one of those who may not approve it; the journal remembers each once. */
async function recordMover(session: RunSession): Promise<void> {
  const { mover } = session.parts.settings;
  const known = initiatorsOf(session.position);
  if (mover !== null && joinInitiators([known, mover]) !== known)
    await session.record({ type: "moved", by: mover });
}

/** Runs work on a run; a thrown refusal (a lost connection, a full disk) ends the run like a returned one. */
export async function guarded(session: RunSession, work: () => Promise<RunOutcome>): Promise<RunOutcome> {
  try {
    return await work();
  } catch (fault) {
    const stop = refusalOf(fault);
    if (stop === null) throw fault;
    return stopRun(session, session.position.inDoubt, stop);
  }
}

/** Refuses a voided run, a journal that is not the newest, a run of another version of the code, and a clock behind the journal. */
async function refuseContinuation(session: RunSession): Promise<Refusal | null> {
  const { position, parts } = session;
  const ended =
    refuseVoided(position) ??
    refuseAlone(session) ??
    (await refuseRolledBack(session)) ??
    (await clockOf(session));
  if (ended) return ended;
  const { sha256, version } = parts.settings.tool;
  const { run } = position;
  if (run.toolSha256 === sha256) return null;
  return refusal("STOP_VERSION_MISMATCH", {
    field: "tool",
    expected: `${run.toolVersion} ${run.toolSha256}`,
    actual: `${version} ${sha256}`,
  });
}

/** Refuses to go on with the member of a batch by itself: it has no decision of its own. */
function refuseAlone({ position, parts }: RunSession): Refusal | null {
  const { runId, batch } = position.run;
  if (batch === undefined || batch.batchId === parts.batch?.batchId) return null;
  return refusal("STOP_RUN_IN_BATCH", {
    field: runId,
    expected: `a command on the batch ${batch.batchId}`,
    actual: "a command on one of its members",
    wayOut: `Go on with the batch: \`cutter orchestrate resume ${batch.batchId}\`.`,
  });
}

function refuseVoided({ ending, run }: RunPosition): Refusal | null {
  if (ending?.kind !== "voided") return null;
  return refusal("STOP_RUN_VOIDED", { field: run.runId, actual: `${ending.by}: ${ending.why}` });
}

function clockOf(session: RunSession): Promise<Refusal | null> {
  const { position, parts } = session;
  return refuseClock(position.lastAt, parts.clock.now(), () => session.live());
}

/** A day that was set is followed by another one, not by a cut. */
function wayOnOf(run: Run): { readonly wayOut?: string } {
  if (kindOf(run) === "cut") return {};
  const wayOut = `Read its closeout report; to set another day: cutter source effect ${run.documentId} --version N --from DAY`;
  return { wayOut };
}
