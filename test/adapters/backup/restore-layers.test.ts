import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { gzipSync } from "node:zlib";
import { restoreLayers } from "../../../src/adapters/backup/restore-layers.ts";
import { refusal } from "../../../src/domain/refusal.ts";
import { refused } from "../../../src/domain/result.ts";
import { sha256Hex } from "../../../src/json/canonical-json.ts";
import type { ScratchDatabase, ScratchFactory } from "../../../src/ports/scratch.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

test("a server that can't restore the dump is told to be looked at first, not a cut that nobody has started", async () => {
  await using temp = await makeTempFolder();
  const path = join(temp.path, "backup.sql.gz.pgp");
  const bytes = gzipSync("SET transaction_timeout = 0;\n");
  await writeFile(path, bytes);
  let isEnded = false;
  const database = {
    async restore(plain: AsyncIterable<Uint8Array>) {
      for await (const _chunk of plain);
      return refused(refusal("STOP_RESTORE_DIFFERS", { field: "restore", actual: "unrecognized parameter" }));
    },
    async [Symbol.asyncDispose]() {
      isEnded = true;
    },
  };
  const scratch = { start: async () => database as unknown as ScratchDatabase } as unknown as ScratchFactory;
  const layer = { path, sha256: sha256Hex(bytes), sizeBytes: bytes.length, compression: "gzip" } as const;
  const restored = await restoreLayers({ decryption: { decrypt: (source) => source }, scratch }, [layer]);
  assert.ok(!restored.ok);
  const { reason, actual, wayOut } = restored.refusal;
  assert.deepEqual([reason, actual, isEnded], ["STOP_RESTORE_DIFFERS", "unrecognized parameter", true]);
  assert.match(wayOut, /major version or later/);
});
