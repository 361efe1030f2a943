import assert from "node:assert/strict";
import type { BatchStatus } from "../../src/compose/batches.ts";
import type { CrashScene } from "./crash-scene.ts";

/** Where a batch stands, and the command that leads it on. */
export interface Standing extends Pick<BatchStatus, "batchId" | "state" | "isOver" | "waiting" | "round"> {
  readonly goesOn: readonly string[];
}

/** What `cutter status` says of the batch beside the other one; null where there is none yet. */
export async function readBatch(scene: CrashScene, otherId: string): Promise<Standing | null> {
  const end = await scene.cutter(["status", "--json"], { variables: scene.setup.variables });
  assert.equal(end.code, 0, end.stderr + end.stdout.slice(-600));
  const { batches } = JSON.parse(end.stdout) as { readonly batches: readonly BatchStatus[] };
  const found = batches.filter(({ batchId }) => batchId !== otherId);
  const [batch] = found;
  if (batch === undefined) return null;
  assert.equal(found.length, 1, "a start that was killed leaves one batch");
  const { batchId, state, isOver, waiting, round, next } = batch;
  // Where people are to approve, the command behind it goes on.
  const [, command] = /(?:^|then )cutter (orchestrate resume \S+)$/.exec(next ?? "") ?? [];
  assert.ok(isOver || command !== undefined, `${state}: ${next ?? "no way on"}`);
  return { batchId, state, isOver, waiting, round, goesOn: command?.split(" ") ?? [] };
}
