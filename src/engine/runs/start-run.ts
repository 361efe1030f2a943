import type { PhaseName } from "../../domain/phases.ts";
import type { Result } from "../../domain/result.ts";
import { makeRunId, type Run, utc } from "../../domain/run.ts";
import { refuseSkew } from "../gates/refuse-skew.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import type { RunOutcome } from "../session/run-outcome.ts";
import { RunSession } from "../session/run-session.ts";
import { stopRun } from "./stop-run.ts";
import { walkPhases } from "./walk-phases.ts";
import { guarded } from "./with-run.ts";

/** The id that a batch has given to its member beforehand, and the phase before which the member waits for the others. */
interface MemberStart {
  readonly runId: string;
  readonly until: PhaseName;
}

/** Makes a run with its journal, and walks its phases until it pauses or ends. */
export async function startRun(
  parts: EngineParts,
  order: Pick<Run, "documentId" | "mode" | "effect" | "batch">,
  member: MemberStart | null = null,
): Promise<Result<RunOutcome>> {
  const startedAt = parts.clock.now();
  const run: Run = {
    ...order,
    runId: member?.runId ?? makeRunId(startedAt, parts.random.bytes(4)),
    initiator: parts.settings.initiator,
    startedUtc: utc(startedAt),
    toolVersion: parts.settings.tool.version,
    toolSha256: parts.settings.tool.sha256,
  };
  const folder = await parts.sidecar.createRun(run.runId, {
    type: "run_started",
    run,
  });
  if (!folder.ok) return folder;
  parts.crashPoints.reach("run:created");
  await using session = new RunSession(parts, folder.value);
  const walk = async () => {
    const skewed = await refuseSkew(parts.clock, await session.live());
    return skewed ? stopRun(session, null, skewed) : walkPhases(session, member?.until ?? null);
  };
  return { ok: true, value: await guarded(session, walk) };
}
