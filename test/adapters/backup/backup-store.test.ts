import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { openBackupStore } from "../../../src/adapters/backup/backup-store.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

test("of several who delete a backup at once, one is told that it has", async () => {
  await using folder = await makeTempFolder();
  const store = openBackupStore({
    backups: folder.path,
    kept: { listFiles: async () => [], readFile: async () => null },
  });
  await writeFile(join(folder.path, "ictr-20261121T090000Z-1a2b3c4d.sql.gz.pgp"), "backup");
  const [file] = (await store.list()).backups;
  assert.ok(file);
  const told = await Promise.all([store.remove(file), store.remove(file), store.remove(file)]);
  assert.deepEqual(told.toSorted(), [false, false, true]);
});
