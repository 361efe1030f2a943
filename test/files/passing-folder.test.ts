import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openPassingFolder } from "../../src/files/passing-folder.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

const MODULE = join(import.meta.dirname, "../../src/files/passing-folder.ts");

test("a folder that is needed for a moment goes when it is disposed, with all that is in it", async () => {
  await using temp = await makeTempFolder();
  {
    await using folder = await openPassingFolder(temp.path, "one-");
    await writeFile(join(folder.path, "file"), "text");
    assert.match((await readdir(temp.path)).join(), /^one-\w+$/);
  }
  assert.deepEqual(await readdir(temp.path), []);
});

test("it goes, too, where its process is killed, with the whole group of it", async () => {
  await using temp = await makeTempFolder();
  const script = `
    const { openPassingFolder } = await import(${JSON.stringify(MODULE)});
    await openPassingFolder(${JSON.stringify(temp.path)}, "two-");
    console.log("open");
    setInterval(() => {}, 1000);`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", script];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], detached: true });
  await once(child.stdout, "data");
  assert.equal((await readdir(temp.path)).length, 1);
  process.kill(-(child.pid ?? 0), "SIGKILL");
  await once(child, "close");
  for (let tries = 0; tries < 60 && (await readdir(temp.path)).length > 0; tries += 1) await sleep(50);
  assert.deepEqual(await readdir(temp.path), []);
});
