import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { readIfThere } from "../../../src/adapters/sidecar/read-if-there.ts";
import { readRunFiles } from "../../../src/adapters/sidecar/run-files.ts";
import { openSidecar } from "../../../src/adapters/sidecar/sidecar.ts";
import { runStarted } from "../../support/journal-events.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";
import { must } from "../../support/test-setup.ts";

const RUN = "ictr-20261121T090000Z-1a2b3c4d";
const NOW = new Date("2026-11-21T09:00:00Z");

for (const seen of ["before", "after"] as const) {
  test(`a reader that meets a writer's append, and sees the state of ${seen} it, finds the run whole`, async () => {
    await using folder = await makeTempFolder();
    const sidecar = await openSidecar({ root: folder.path, project: () => ({}), clock: { now: () => NOW } });
    await using run = must(await sidecar.createRun(RUN, runStarted(RUN)));
    const path = join(run.folder, "state.json");
    const before = await readFile(path);
    // The pipe holds the reader within its read of the state until the append is done.
    await rm(path);
    execFileSync("mkfifo", [path]);
    const reading = readRunFiles(run.folder, RUN);
    const pipe = await open(path, "w");
    await run.append({ type: "disarmed", gate: "SG_1_cut_authz" }, NOW);
    await pipe.writeFile(seen === "before" ? before : await readFile(path));
    await pipe.close();
    assert.equal(must(await reading).entries.length, 2);
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
