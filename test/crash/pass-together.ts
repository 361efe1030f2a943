import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SETTINGS_FILE } from "../../src/config/settings.ts";
import { lawOf, must } from "../support/test-setup.ts";
import { type CrashScene, GATES_IN_ORDER } from "./crash-scene.ts";

/**
 * Cuts documents, approves all runs in one order, and goes on with them in another, each by a process of its own and all at once, over one
 * clone of the control repository; documents are registered meanwhile. Every run must pass both gates and close. Both orders come from the seed alone.
 */
export async function passTogether(
  scene: CrashScene,
  order: { readonly seed: number; readonly runs: number },
): Promise<void> {
  const { setup } = scene;
  await using _clone = await readThroughClone(scene);
  const ids: string[] = [];
  {
    await using app = await setup.openApp();
    for (let index = 0; index < order.runs; index += 1) {
      const documentId = await setup.register(lawOf(`together ${index}`), { prefix: `TOGETHER-${index}` });
      ids.push(must(await app.cut({ documentId, mode: "LIVE" })).runId);
    }
  }
  const states = ["awaiting_lifecycle_authorization", "closeout_reported"];
  for (const [index, gate] of GATES_IN_ORDER.entries()) {
    await setup.register(lawOf("registered meanwhile"), { prefix: `MEANWHILE-${index}` });
    for (const runId of shuffled(ids, `${order.seed} approve ${gate}`)) await setup.approve(runId, gate);
    const ends = await Promise.all(
      shuffled(ids, `${order.seed} resume ${gate}`).map((runId) => scene.resume(runId)),
    );
    assert.deepEqual(
      ends,
      ids.map(() => states[index]),
      `seed ${order.seed}`,
    );
  }
}

/** Lets the bot reach the control repository as in production: through a clone of its own, which all processes fetch into. */
async function readThroughClone({ setup }: CrashScene): Promise<AsyncDisposable> {
  const { root, folder, repository } = setup.setup;
  const file = join(root, SETTINGS_FILE);
  const text = await readFile(file, "utf8");
  const controlRepository = { path: join(folder, "clone"), origin: repository, defaultBranch: "main" };
  await writeFile(file, JSON.stringify({ ...JSON.parse(text), controlRepository }));
  return { [Symbol.asyncDispose]: () => writeFile(file, text) };
}

/** The same items in an order that comes from the seed and their positions. */
function shuffled(items: readonly string[], seed: string): readonly string[] {
  const rank = (item: string) =>
    createHash("sha256")
      .update(`${seed} ${items.indexOf(item)}`)
      .digest("hex");
  return items.toSorted((a, b) => rank(a).localeCompare(rank(b)));
}
