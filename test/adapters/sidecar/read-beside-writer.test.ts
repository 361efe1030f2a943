import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import files from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import test from "node:test";
import { readIfThere } from "../../../src/adapters/sidecar/read-if-there.ts";
import { readRunFiles } from "../../../src/adapters/sidecar/run-files.ts";
import { openSidecar } from "../../../src/adapters/sidecar/sidecar.ts";
import { RUN_JOURNAL } from "../../../src/domain/journal-order.ts";
import { runStarted } from "../../support/journal-events.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";
import { must } from "../../support/test-setup.ts";

const RUN = "ictr-20261121T090000Z-1a2b3c4d";
const NOW = new Date("2026-11-21T09:00:00Z");

for (const seen of ["before", "after"] as const) {
  test(`a reader that meets a writer's append, and sees the state of ${seen} it, finds the run whole`, async (t) => {
    await using folder = await makeTempFolder();
    const sidecar = await openSidecar({
      root: folder.path,
      project: () => ({}),
      projectBatch: () => ({}),
      clock: { now: () => NOW },
    });
    await using run = must(await sidecar.createRun(RUN, runStarted(RUN)));
    // The append falls right before the reader opens the journal, or right before it opens the state.
    const awaited = join(run.folder, seen === "before" ? "journal.jsonl" : "state.json");
    const { open } = files;
    let isDone = false;
    t.mock.method(files, "open", async (...asked: Parameters<typeof open>) => {
      if (asked[0] === awaited && !isDone) {
        isDone = true;
        await run.append({ type: "disarmed", gate: "SG_1_cut_authz" }, NOW);
      }
      return open(...asked);
    });
    syncBuiltinESMExports();
    const read = await readRunFiles(RUN_JOURNAL, run.folder, RUN);
    t.mock.restoreAll();
    syncBuiltinESMExports();
    assert.deepEqual([isDone, must(read).entries.length], [true, 2]);
  });
}

test("a file that another process makes right after it was found missing is missing, not damaged (D-64)", async () => {
  await using folder = await makeTempFolder();
  const path = join(folder.path, "policy-floor");
  const reading = readIfThere(path);
  // The file is looked for beside this thread, which takes the answer only when it has made the file.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  writeFileSync(path, "1\n");
  const found = await reading;
  assert.ok(found === null || Buffer.from(found).toString() === "1\n");
});
