import assert from "node:assert/strict";
import { lawOf } from "../support/test-setup.ts";
import { chances } from "./chances.ts";
import { type CrashScene, GATES_IN_ORDER } from "./crash-scene.ts";

const TEXT = lawOf("the law of chance");
/** How many of the starts are to be killed; the others bring the run to its next gate. */
const SHARE = 0.7;
/** What a process takes beside the leg itself. */
const START_MS = 400;

/** Starts the command line for a leg (0 to 2), which may be killed; tells whether it came to its end. */
type Start = (leg: number, args: readonly string[]) => Promise<boolean>;

/**
 * Runs documents from cut to closeout and kills the process at random moments, until `kills` were made and the last run is closed. Every run
 * must go on and end as one that was never killed. Which start is killed, and after which part of its leg's time, comes from the seed alone.
 */
export async function killAtRandom(
  scene: CrashScene,
  order: { readonly seed: number; readonly kills: number; readonly tell: (line: string) => void },
): Promise<void> {
  const documentId = await scene.setup.register(TEXT, { prefix: "CALM-CHANCE" });
  const calm = await scene.runCalmly(documentId);
  let starts = 0;
  let made = 0;
  const start: Start = async (leg, args) => {
    starts += 1;
    const [isMeant, part] = chances(order.seed, starts);
    const killAfterMs = Math.round(part * (START_MS + (calm.legsMs[leg] ?? 0)));
    const end = await scene.cutter(args, {
      variables: scene.setup.variables,
      ...(isMeant < SHARE && made < order.kills ? { killAfterMs } : {}),
    });
    if (end.signal === "SIGKILL") {
      made += 1;
      order.tell(`kill ${made}: start ${starts} after ${killAfterMs} ms, ${lastStep(end.stderr)}`);
      return false;
    }
    assert.equal(end.code, 0, `seed ${order.seed}, start ${starts}: ${end.stderr}`);
    return true;
  };
  for (let runs = 1; made < order.kills; runs += 1) {
    const prefix = `CHANCE-${runs}`;
    const runId = await runKilled(scene, prefix, start);
    await scene.assertAlike(
      { runId, prefix },
      { runId: calm.runId, prefix: "CALM-CHANCE" },
      "the law of chance",
    );
  }
}

/** One run through all its legs. */
async function runKilled(scene: CrashScene, prefix: string, start: Start): Promise<string> {
  const documentId = await scene.setup.register(TEXT, { prefix });
  const before = await scene.newestRun();
  let runId = before;
  // A process that is killed early has made no run yet; one that has made it left it to be gone on with.
  for (let isDone = false; !isDone; runId = await scene.newestRun())
    isDone = await start(
      0,
      runId === before
        ? ["orchestrate", "cut", "--document-id", documentId]
        : ["orchestrate", "resume", runId ?? ""],
    );
  assert.ok(runId !== null && runId !== before);
  for (const [index, gate] of GATES_IN_ORDER.entries()) {
    await scene.setup.approve(runId, gate);
    while (!(await start(index + 1, ["orchestrate", "resume", runId])));
  }
  return runId;
}

/** What the process said last of how far it is. */
export function lastStep(stderr: string): string {
  return stderr.trim().split("\n").at(-1)?.trim() || "before the first step";
}
