import assert from "node:assert/strict";
import { chmod, mkdtemp, readdir, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fitsMemory, hasRoom } from "../../../src/adapters/scratch-postgres/memory-folder.ts";
import { readLaunch } from "../../../src/adapters/scratch-postgres/unprivileged.ts";
import { realServerFactory } from "../../support/scratch-options.ts";

const GB = 1024 ** 3;
const TMPFS_MAGIC = 0x01021994;

for (const [title, freeBytes, availableBytes, databaseBytes, expected] of [
  ["a small database fits where there is plenty", 8 * GB, 16 * GB, 0, true],
  ["two gigabytes must be free for the smallest", 2 * GB, 4 * GB, 0, true],
  ["less than two gigabytes are too few", 2 * GB - 1, 16 * GB, 0, false],
  ["half of the available memory is left to others", 8 * GB, 4 * GB - 1, 0, false],
  ["a database is counted eight times", 8 * GB, 16 * GB, GB, true],
  ["and one byte more does not fit", 8 * GB, 16 * GB, GB + 1, false],
  ["nor where the memory is smaller than the file system says", 64 * GB, 15 * GB, GB, false],
] as const) {
  test(title, () => {
    assert.equal(hasRoom({ freeBytes, availableBytes }, databaseBytes), expected);
  });
}

async function launch() {
  const found = await readLaunch(process.env["PATH"] ?? "");
  assert.ok(found);
  return found;
}

test("a folder that is not there, or of another file system, is not taken for memory", async () => {
  assert.equal(await fitsMemory("/nonexistent", await launch(), 0), false);
  assert.equal(await fitsMemory("/proc", await launch(), 0), false);
});

test("a database larger than any memory is restored in the temporary folder", async () => {
  assert.equal(await fitsMemory("/dev/shm", await launch(), 2 ** 50), false);
});

for (const [title, memoryFolder] of [
  ["is not there", "/nonexistent"],
  ["is a file", "/etc/passwd"],
  ["lies below a file", "/etc/passwd/shm"],
] as const) {
  test(`a folder for memory that ${title} is not used`, async () => {
    const factory = await realServerFactory({ memoryFolder });
    assert.equal(factory.describe().engine, "postgresql");
    assert.equal(await fitsMemory(memoryFolder, await launch(), 0), false);
  });
}

test("a cluster lies in memory where there is room, else in the temporary folder, and leaves nothing in either", async () => {
  const shared = (await statfs("/dev/shm").catch(() => null))?.type === TMPFS_MAGIC ? "/dev/shm" : tmpdir();
  const memoryFolder = await mkdtemp(join(shared, "cm-"));
  const tempFolder = await mkdtemp(join(tmpdir(), "cs-"));
  for (const folder of [memoryFolder, tempFolder]) await chmod(folder, 0o711);
  const factory = await realServerFactory({ memoryFolder, tempFolder });
  for (const bytes of [0, 2 ** 50]) {
    const expected = (await fitsMemory(memoryFolder, await launch(), bytes)) ? memoryFolder : tempFolder;
    await using database = await factory.start({ bytes });
    assert.ok(database.dumpTarget?.host.startsWith(`${expected}/`));
  }
  for (const folder of [memoryFolder, tempFolder]) {
    assert.deepEqual(await readdir(folder), []);
    await rm(folder, { recursive: true });
  }
});
