import { refusal } from "../../domain/refusal.ts";
import { type Result, refused } from "../../domain/result.ts";
import { refuseClockRegression } from "../../trust/times.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { outcomeOf, type RunOutcome } from "../session/run-outcome.ts";
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
  const unfit = refuseContinuation(session);
  if (unfit) return unfit;
  return { ok: true, value: await guarded(session, () => work(session)) };
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

/** Refuses a closed or voided run, a run of another version of the code, and a clock behind the journal. */
function refuseContinuation(session: RunSession): Result<RunOutcome> | null {
  const { position, parts } = session;
  const { ending, run, lastAt } = position;
  if (ending?.kind === "closed")
    return { ok: true, value: outcomeOf(position, refusal("STOP_RUN_CLOSED", { field: run.runId })) };
  if (ending?.kind === "voided")
    return refused(refusal("STOP_RUN_VOIDED", { field: run.runId, actual: `${ending.by}: ${ending.why}` }));
  const backwards = refuseClockRegression(new Date(lastAt), parts.clock.now());
  if (backwards) return refused(backwards);
  const { sha256, version } = parts.settings.tool;
  if (run.toolSha256 !== sha256) {
    return refused(
      refusal("STOP_VERSION_MISMATCH", {
        field: "tool",
        expected: `${run.toolVersion} ${run.toolSha256}`,
        actual: `${version} ${sha256}`,
      }),
    );
  }
  return null;
}
