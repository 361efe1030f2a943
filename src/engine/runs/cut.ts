import type { Mode } from "../../domain/phases.ts";
import type { Result } from "../../domain/result.ts";
import { makeRunId, type Run, utc } from "../../domain/run.ts";
import type { Json } from "../../json/canonical-json.ts";
import type { World } from "../session/engine-parts.ts";
import type { RunOutcome } from "../session/run-outcome.ts";
import { Session } from "../session/run-session.ts";
import { walk } from "./walk-phases.ts";
import { guarded } from "./with-run.ts";

/** Starts a run: a dry run goes through all eleven phases on the restored copy, a live one pauses at SG_1. */
export async function cut(
  world: World,
  order: { readonly documentId: string; readonly mode: Mode },
): Promise<Result<RunOutcome>> {
  const startedAt = world.clock.now();
  const run: Run = {
    runId: makeRunId(startedAt, world.random.bytes(4)),
    documentId: order.documentId,
    mode: order.mode,
    initiator: world.settings.initiator,
    startedUtc: utc(startedAt),
    toolVersion: world.settings.tool.version,
    toolSha256: world.settings.tool.sha256,
  };
  const folder = await world.sidecar.createRun(run.runId, {
    type: "run_started",
    run: run as unknown as Json,
  });
  if (!folder.ok) return folder;
  world.crashPoints.reach("run:created");
  await using session = new Session(world, folder.value);
  return { ok: true, value: await guarded(session, () => walk(session)) };
}
