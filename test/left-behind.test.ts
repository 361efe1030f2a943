import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { findLeftBehind } from "./left-behind.ts";
import { startTestCluster } from "./support/knowledge-cluster.ts";
import { makeTempFolder } from "./support/temp-folder.ts";

test("a cluster that a test leaves behind is found, by its folder and by its server (F-60)", async () => {
  await using folder = await makeTempFolder();
  assert.deepEqual(await findLeftBehind(folder.path), []);
  await mkdir(join(folder.path, "deeper", "cutter-scratch-1-left"), { recursive: true });
  assert.deepEqual(await findLeftBehind(folder.path), [join(folder.path, "deeper", "cutter-scratch-1-left")]);
  await using cluster = await startTestCluster();
  const left = await findLeftBehind(cluster.folder);
  assert.ok(
    left.some((one) => /postgres.* -D /.test(one)),
    left.join("\n"),
  );
});
