import { joinInitiators } from "../../domain/initiator.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { readUtc } from "../../domain/text-forms.ts";
import { refuseClockRegression } from "../../trust/times.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { outcomeOf, type RunOutcome } from "../session/run-outcome.ts";
import { initiatorsOf } from "../session/run-position.ts";
import { RunSession } from "../session/run-session.ts";
import { refusalOf, stopRun } from "./stop-run.ts";

/** Opens a run under its lock, checks that this process may go on with it, and turns a thrown refusal into a stop of the run. */
export async function withRun(
  parts: EngineParts,
  runId: string,
  work: (session: RunSession) => Promise<RunOutcome>,
): Promise<Result<RunOutcome>> {
  const folder = await parts.sidecar.openRun(runId);
  if (!folder.ok) return folder;
  await using session = new RunSession(parts, folder.value);
  const { position } = session;
  if (position.ending?.kind === "closed") {
    return accepted(outcomeOf(position, refusal("STOP_RUN_CLOSED", { field: runId })));
  }
  const unfit = refuseContinuation(session);
  if (unfit) return refused(unfit);
  await recordMover(session);
  return accepted(await guarded(session, () => work(session)));
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

/** Refuses a voided run, a run of another version of the code, and a clock behind the journal. */
function refuseContinuation({ position, parts }: RunSession): Refusal | null {
  const { ending, run, lastAt } = position;
  if (ending?.kind === "voided")
    return refusal("STOP_RUN_VOIDED", { field: run.runId, actual: `${ending.by}: ${ending.why}` });
  const backwards = refuseClockRegression(readUtc(lastAt), parts.clock.now());
  if (backwards) return backwards;
  const { sha256, version } = parts.settings.tool;
  if (run.toolSha256 === sha256) return null;
  return refusal("STOP_VERSION_MISMATCH", {
    field: "tool",
    expected: `${run.toolVersion} ${run.toolSha256}`,
    actual: `${version} ${sha256}`,
  });
}
