import assert from "node:assert/strict";
import type { Gate } from "../../src/domain/gates.ts";
import type { CrashScene } from "./crash-scene.ts";

/** What a run does between two waits: the gate that is passed first, where it is killed on its way, and where it then stands. */
export interface Leg {
  readonly gate: Gate | null;
  readonly points: readonly string[];
  readonly state: string;
}

/** Goes on with the run, killed once at every point of the leg, up to where the leg ends. */
export async function passKilled(scene: CrashScene, runId: string, leg: Leg): Promise<void> {
  if (leg.gate !== null) await scene.setup.approve(runId, leg.gate);
  for (const point of leg.points) await scene.killAt(point, ["orchestrate", "resume", runId]);
  assert.equal(await scene.resume(runId), leg.state);
}
