import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DEFAULT_RULES } from "../../src/domain/batch.ts";
import type { EndBy } from "../support/cutter.ts";
import { allowLargeBatches } from "../support/large-batches.ts";
import { lawOf, must } from "../support/test-setup.ts";
import { assertBatchesAlike, type CutBatch } from "./batches-alike.ts";
import { chances } from "./chances.ts";
import { type CrashScene, GATES_IN_ORDER } from "./crash-scene.ts";
import { lastStep } from "./random-kills.ts";
import { readBatch, type Standing } from "./standing-batch.ts";

/** In the titles of all documents, so that a backup which holds it is not encrypted. */
const SECRET = "the law that many share";
/** What a process takes beside the leg itself. */
const START_MS = 400;
/** The legs of a batch: up to SG_1, from there to SG_2, from there to its end. The first has fewer kills: what it has rehearsed it rehearses again. */
const KILLS_BY_LEG = [0.2, 0.6, 1];

export interface BatchOrder {
  readonly seed: number;
  readonly members: number;
  readonly kills: number;
  readonly tell: (line: string) => void;
}

/**
 * Cuts and enacts documents in a batch that nothing kills, and as many of the same text in one that is killed (SIGKILL of the process, or of its
 * whole group) at random moments of all its legs, and asked to end (SIGTERM) now and then. Behind each the command that `status` prints leads on.
 * Both batches must leave the same. Which start is ended, how, and after which part of the leg's time, comes from the seed alone.
 */
export async function killBatch(scene: CrashScene, order: BatchOrder): Promise<void> {
  await allowLargeBatches(scene.setup, order.members);
  const rules = { ...DEFAULT_RULES, wave: Math.max(2, Math.ceil(order.members / 5)) };
  const calm = await passCalmly(scene, await registerAll(scene, "CALM", order.members), rules.wave);
  order.tell(`a batch of ${order.members} closed, its legs took ${calm.legsMs.map(inSeconds).join(", ")}`);
  const killed = await registerAll(scene, "KILL", order.members);
  const batchId = await passKilled(scene, { ...order, ...killed, wave: rules.wave, calm });
  await assertBatchesAlike(
    scene,
    { batchId, prefixes: killed.prefixes },
    { batchId: calm.batchId, prefixes: calm.prefixes },
    SECRET,
  );
}

interface Registered {
  readonly documentIds: readonly string[];
  readonly prefixes: readonly string[];
}

interface CalmBatch extends CutBatch {
  readonly legsMs: readonly number[];
}

/** Documents of 3 to 25 articles, the same ones for every name. */
async function registerAll(scene: CrashScene, name: string, members: number): Promise<Registered> {
  const documentIds: string[] = [];
  const prefixes = Array.from({ length: members }, (_, index) => `${name}-${index}`);
  for (const [index, prefix] of prefixes.entries())
    documentIds.push(
      await scene.setup.register(lawOf(`${SECRET}, number ${index}`, 3 + ((index * 5) % 23)), { prefix }),
    );
  return { documentIds, prefixes };
}

async function passCalmly(
  scene: CrashScene,
  { documentIds, prefixes }: Registered,
  wave: number,
): Promise<CalmBatch> {
  await using app = await scene.setup.openApp();
  const legsMs: number[] = [];
  const timed = async (leg: () => ReturnType<typeof app.batches.resume>) => {
    const from = performance.now();
    const outcome = must(await leg());
    legsMs.push(performance.now() - from);
    return outcome;
  };
  let { batchId, state } = await timed(() =>
    app.batches.start({ documentIds, rules: { ...DEFAULT_RULES, wave } }),
  );
  for (const gate of GATES_IN_ORDER) {
    await scene.setup.approve(batchId, gate);
    ({ batchId, state } = await timed(() => app.batches.resume(batchId)));
  }
  assert.equal(state, "closed");
  return { batchId, prefixes, legsMs };
}

/** One batch through all its legs; returns its id. */
async function passKilled(
  scene: CrashScene,
  order: BatchOrder & Registered & { readonly wave: number; readonly calm: CalmBatch },
): Promise<string> {
  const { setup } = scene;
  const list = join(setup.setup.folder, "killed-batch.txt");
  await writeFile(list, order.documentIds.join("\n"));
  const start = ["orchestrate", "batch", "--from", list, "--wave", String(order.wave)];
  const approved = new Set<string>();
  let starts = 0;
  let made = 0;
  let asked = 0;
  for (;;) {
    const found = await readBatch(scene, order.calm.batchId);
    if (found?.isOver) {
      assert.equal(found.state, "closed");
      order.tell(`${made} kills and ${asked} requests to end, ${starts} starts`);
      return found.batchId;
    }
    if (found?.waiting && !approved.has(found.waiting.gate)) {
      await setup.approve(found.batchId, found.waiting.gate);
      approved.add(found.waiting.gate);
    }
    const leg = approved.size;
    starts += 1;
    const [part, how] = chances(order.seed, starts);
    const meant = Math.ceil(order.kills * (KILLS_BY_LEG[leg] ?? 1)) - made;
    const endBy: EndBy = how < 0.2 ? "request" : how < 0.4 ? "kill of the group" : "kill";
    const killAfterMs = Math.round(part * (START_MS + timeLeft(found, order.calm.legsMs[leg] ?? 0, meant)));
    const end = await scene.cutter(found === null ? start : found.goesOn, {
      variables: setup.variables,
      ...(meant > 0 ? { killAfterMs, endBy } : {}),
    });
    const where = `start ${starts}, leg ${leg + 1}, after ${inSeconds(killAfterMs)}: ${lastStep(end.stderr)}`;
    if (end.signal === "SIGKILL") {
      made += 1;
      order.tell(`kill ${made}${endBy === "kill" ? "" : " of the group"} of ${where}`);
    } else if (end.signal === "SIGTERM" || end.code === 143) {
      asked += 1;
      order.tell(`request to end ${asked} of ${where}`);
    } else assert.equal(end.code, 0, `seed ${order.seed}, start ${starts}: ${end.stderr}`);
  }
}

/** About how long the leg goes on before its next kill, so that its kills spread over its members; a first leg begins its rehearsals again. */
function timeLeft(found: Standing | null, legMs: number, kills: number): number {
  const round = found?.round ?? null;
  if (found === null || round === null) return legMs;
  return ((legMs * round.notBegun) / round.members) * Math.min(1, 2 / (kills + 1));
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
