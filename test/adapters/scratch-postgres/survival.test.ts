import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createScratchFactory } from "../../../src/adapters/scratch-postgres/create-scratch-factory.ts";
import { realServerOptions } from "../../support/scratch-options.ts";

const options = realServerOptions();

/** Processes whose command line names the folder. */
async function processesOf(folder: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(join("/proc", pid, "cmdline"), "utf8").catch(() => "")),
  );
  return lines.filter((line) => line.includes(folder) && line.includes("postgres"));
}

test("after kill -9 of the owner no server lives and no file is left", async () => {
  const script = `
    import { createScratchFactory } from ${JSON.stringify(join(import.meta.dirname, "../../../src/adapters/scratch-postgres/create-scratch-factory.ts"))};
    import { realServerOptions } from ${JSON.stringify(join(import.meta.dirname, "../../support/scratch-options.ts"))};
    const made = await createScratchFactory({ ...realServerOptions(), tempFolder: ${JSON.stringify(options.tempFolder)} });
    const database = await made.value.start();
    await database.sql.open("exec");
    process.stdout.write("started\\n");
    setInterval(() => undefined, 1000);`;
  const owner = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(owner.stdout, "data");
  assert.equal((await readdir(options.tempFolder)).length, 1);
  assert.notEqual((await processesOf(options.tempFolder)).length, 0, "the server runs while its owner lives");
  const segment = await segmentOf(options.tempFolder);
  assert.ok((await sharedSegments()).includes(segment));
  owner.kill("SIGKILL");
  await once(owner, "close");
  for (let tries = 0; tries < 250 && (await remains()); tries += 1) await sleep(20);
  assert.deepEqual(await processesOf(options.tempFolder), []);
  assert.deepEqual(await readdir(options.tempFolder), []);
  assert.ok(!(await sharedSegments()).includes(segment), "nor a shared segment of the kernel");
});

/** Id of the server's System V segment, as its postmaster.pid tells. */
async function segmentOf(tempFolder: string): Promise<string> {
  const [name = ""] = await readdir(tempFolder);
  const lines = (await readFile(join(tempFolder, name, "data", "postmaster.pid"), "utf8")).split("\n");
  return lines[6]?.trim().split(/\s+/)[1] ?? "";
}

async function sharedSegments(): Promise<readonly string[]> {
  const lines = (await readFile("/proc/sysvipc/shm", "utf8")).trim().split("\n").slice(1);
  return lines.map((line) => line.trim().split(/\s+/)[1] ?? "");
}

async function remains(): Promise<boolean> {
  const [processes, names] = [await processesOf(options.tempFolder), await readdir(options.tempFolder)];
  return processes.length + names.length > 0;
}

test("the next start removes the folders of owners that have ended, and of earlier boots", async () => {
  const { pid } = spawnSync("true");
  const startTicks = (await readFile("/proc/self/stat", "utf8")).split(" ")[21];
  const marks = {
    [`cutter-scratch-${pid}-marked`]: { pid, startTicks: "1", bootId: await readBootId() },
    [`cutter-scratch-${process.pid}-recycled`]: {
      pid: process.pid,
      startTicks: "1",
      bootId: await readBootId(),
    },
    [`cutter-scratch-${process.pid}-rebooted`]: { pid: process.pid, startTicks, bootId: "another" },
    [`cutter-scratch-${pid}-unmarked`]: null,
  };
  for (const [name, mark] of Object.entries(marks)) {
    await mkdir(join(options.tempFolder, name, "data"), { recursive: true });
    if (mark) await writeFile(join(options.tempFolder, name, "owner.json"), JSON.stringify(mark));
  }
  const made = await createScratchFactory(options);
  assert.ok(made.ok);
  assert.deepEqual(await readdir(options.tempFolder), []);
});

async function readBootId(): Promise<string> {
  return (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
}

test("the folder of a living owner is left alone by others", async () => {
  const made = await createScratchFactory(options);
  assert.ok(made.ok);
  await using database = await made.value.start();
  await createScratchFactory(options);
  await using session = await database.sql.open("verify");
  assert.equal((await session.query("select 1")).rowCount, 1);
});
