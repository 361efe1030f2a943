import type { App } from "../../../src/compose/app.ts";
import { lawOf, makeTestSetup, must, type TestSetup } from "../../support/test-setup.ts";
import { Chance } from "./chance.ts";
import { actAtRandom } from "./walk-acts.ts";
import { findFaults, lookBefore } from "./walk-checks.ts";
import { walkToEnd } from "./walk-to-end.ts";
import { WalkWorld } from "./walk-world.ts";

/** How many acts a walk takes before its world is made whole. */
const ACTS = 14;

interface Scene {
  readonly name: string;
  readonly batchId: string;
  readonly restore: () => Promise<void>;
}

/**
 * Walks batches of two and three documents through acts that come from the seed alone: people approve and withdraw, somebody tampers and mends, the
 * policy changes, a HOLD is put, commands are killed, cut off from the database and asked to end, and operators follow what is printed or
 * do something else. Behind each act nothing is written that was not decided. Then the world is made whole, and what is printed must lead to an end.
 * Fails at the first walk that does not, with its acts.
 */
export async function walkBatches(order: {
  readonly seed: number;
  readonly walks: number;
  readonly tell: (line: string) => void;
}): Promise<void> {
  await using setup = await makeTestSetup();
  await using app = await setup.openApp();
  const scenes = await makeScenes(setup, app);
  let acts = 0;
  for (let seed = order.seed; seed < order.seed + order.walks; seed += 1) {
    const chance = new Chance(seed);
    const scene = chance.of(scenes);
    await scene.restore();
    const lines: string[] = [];
    const faults = await walk(new WalkWorld(setup, app, scene.batchId), chance, (line) => lines.push(line));
    if (faults.length > 0)
      throw new Error([`walk of seed ${seed}, ${scene.name}:`, ...lines, ...faults].join("\n"));
    acts += lines.length;
  }
  order.tell(`${order.walks} walks of ${acts} acts came to their end, from seed ${order.seed} on`);
}

/** One walk to its end; the faults, and none where all is well. */
async function walk(
  world: WalkWorld,
  chance: Chance,
  tell: (line: string) => void,
): Promise<readonly string[]> {
  try {
    for (let act = 0; act < ACTS; act += 1) {
      const before = await lookBefore(world);
      tell(await actAtRandom(world, chance));
      const faults = await findFaults(world, before);
      if (faults.length > 0) return faults;
    }
    return await walkToEnd(world, chance, tell);
  } catch (fault) {
    return [`THROWN: ${fault instanceof Error ? fault.stack : String(fault)}`];
  }
}

/** Batches that wait at SG_1 and at SG_2, by both rules of halting. */
async function makeScenes(setup: TestSetup, app: App): Promise<readonly Scene[]> {
  const fresh = await setup.remember();
  const scenes: Scene[] = [];
  for (const [members, halt] of [
    [3, "stop"],
    [3, "continue"],
    [2, "stop"],
  ] as const) {
    await fresh();
    const documentIds = [];
    for (let at = 0; at < members; at += 1) documentIds.push(await setup.register(lawOf(`walked ${at}`)));
    const rules = { halt, canary: 1, wave: 1 };
    const { batchId } = must(await app.batches.start({ documentIds, rules }));
    const name = `${members} documents, halt ${halt}`;
    scenes.push({ name: `${name}, at SG_1`, batchId, restore: await setup.remember() });
    await setup.approve(batchId, "SG_1_cut_authz");
    must(await app.batches.resume(batchId));
    scenes.push({ name: `${name}, at SG_2`, batchId, restore: await setup.remember() });
  }
  return scenes;
}
