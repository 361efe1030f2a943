import assert from "node:assert/strict";
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { INDEX_FILE } from "../../../src/domain/reading/export-path.ts";
import { contentOf, exportFiles } from "../../support/export-scene.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

const BEFORE = { "same.jsonl": "same", "changed.jsonl": "old", "gone/a.html": "gone", turned: "a file" };
const AFTER = {
  "same.jsonl": "same",
  "changed.jsonl": "new",
  "new/b.html": "new",
  "turned/deep/c.html": "in a folder",
};
const OTHER = { "changed.jsonl": "third", "other/d.html": "other" };

const CHANGING = ["mkdir", "open", "rename", "rm", "rmdir"] as const;

/** Lets so many calls that may change the folder succeed, and none after: as far as the folder goes, the process is killed there. */
async function killAfter(calls: number, work: () => Promise<unknown>): Promise<boolean> {
  const real = Object.fromEntries(CHANGING.map((name) => [name, fs[name]]));
  let left = calls;
  const killed = (name: string) =>
    Promise.reject(Object.assign(new Error("killed"), { code: "EKILLED", syscall: name }));
  for (const name of CHANGING) {
    const call = fs[name] as (...given: unknown[]) => Promise<unknown>;
    Object.assign(fs, {
      [name]: (...given: unknown[]) => (left-- > 0 ? call(...given) : killed(name)),
    });
  }
  syncBuiltinESMExports();
  try {
    await work();
    return false;
  } catch {
    return true;
  } finally {
    Object.assign(fs, real);
    syncBuiltinESMExports();
  }
}

/** Each point at which an export over another one can be killed, until it is not any more. */
async function* everyKill() {
  for (let calls = 0; ; calls += 1) {
    await using place = await makeTempFolder();
    const folder = join(place.path, "out");
    await exportFiles(folder, BEFORE);
    const isKilled = await killAfter(calls, () => exportFiles(folder, AFTER));
    if (!isKilled) return;
    yield { calls, folder };
  }
}

test("an export that was killed anywhere is gone on with by the next one", async () => {
  let points = 0;
  for await (const { calls, folder } of everyKill()) {
    await exportFiles(folder, AFTER);
    assert.deepEqual(contentOf(folder), AFTER, `killed after ${calls} calls`);
    points += 1;
  }
  assert.ok(points > 15, String(points));
});

test("what an export wrote that was killed anywhere is no part of another one, nor of the one before", async () => {
  for (const next of [OTHER, BEFORE])
    for await (const { calls, folder } of everyKill()) {
      await exportFiles(folder, next);
      assert.deepEqual(contentOf(folder), next, `killed after ${calls} calls`);
    }
});

test("where the next one is killed too, the third one goes on", async () => {
  for await (const { calls, folder } of everyKill())
    for (let again = 0; ; again += 1) {
      const isKilled = await killAfter(again, () => exportFiles(folder, OTHER));
      const where = `killed after ${calls} and ${again} calls`;
      const end = await exportFiles(folder, AFTER).catch((cause) => assert.fail(`${where}: ${cause}`));
      assert.deepEqual(contentOf(folder), AFTER, where);
      assert.equal(end.files, 4);
      if (!isKilled) break;
    }
});

test("an index is never there without the files that it names", async () => {
  for await (const { folder } of everyKill()) {
    const index = JSON.parse(await fs.readFile(join(folder, INDEX_FILE), "utf8"));
    const names: string[] = index.files.map(({ path }: { path: string }) => path);
    if (!names.includes("new/b.html")) continue;
    assert.deepEqual(
      Object.keys(contentOf(folder)).filter((name) => !name.startsWith(".")),
      names,
    );
  }
});
