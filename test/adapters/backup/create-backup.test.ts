import assert from "node:assert/strict";
import { readdir, readFile, stat } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { decompress } from "../../../src/adapters/backup/compression.ts";
import { createDecryption } from "../../../src/adapters/openpgp/decrypt.ts";
import { createPgliteFactory } from "../../../src/adapters/pglite/create-pglite-factory.ts";
import { createKnowledgeBase } from "../../../src/adapters/postgres/knowledge-base.ts";
import type { PgDumpEnvelope } from "../../../src/domain/backup-envelope.ts";
import { GOVERNED_TABLES } from "../../../src/domain/tables.ts";
import type { TakenBackup } from "../../../src/ports/backup.ts";
import { type BackupScene, makeBackupScene } from "../../support/backup-scene.ts";
import { realServerFactory } from "../../support/scratch-options.ts";

const RUN_ID = "ictr-20260601T120000Z-0a0b0c0d";

for (const [engine, openFactory] of [
  ["postgresql", realServerFactory],
  ["pglite", async () => createPgliteFactory()],
] as const) {
  describe(`a backup on ${engine}`, () => {
    let scene: BackupScene;
    let taken: TakenBackup<PgDumpEnvelope>;

    before(async () => {
      scene = await makeBackupScene(await openFactory());
      const result = await scene
        .backup()
        .take({ runId: RUN_ID, live: scene.live, folder: scene.folder, documents: [] });
      assert.ok(result.ok, JSON.stringify(result));
      taken = result.value;
    });
    after(async () => {
      await taken.restored[Symbol.asyncDispose]();
      await scene[Symbol.asyncDispose]();
    });

    test("leaves one file under its final name, for its owner alone, as the envelope says", async () => {
      const { envelope } = taken;
      assert.deepEqual(
        await readdir(scene.folder),
        [`${RUN_ID}.sql.gz.pgp`].map((name) =>
          name.replace("gz", envelope.compression === "gzip" ? "gz" : "zst"),
        ),
      );
      const found = await stat(envelope.file);
      assert.equal(found.mode & 0o777, 0o600);
      assert.equal(found.size, envelope.sizeBytes);
      assert.equal(envelope.runId, RUN_ID);
      assert.equal(envelope.recipient, scene.pair.fingerprint);
      assert.equal(envelope.finishedUtc, "2026-06-01T12:00:00Z");
      assert.deepEqual(envelope.database, await scene.live.identity());
      assert.equal(envelope.restoreProof.engine, engine);
    });

    test("counts every governed table and finds the same in the restored copy", () => {
      const { tables, restoreProof } = taken.envelope;
      assert.deepEqual(tables.map(({ table }) => table).toSorted(), [...GOVERNED_TABLES].toSorted());
      assert.deepEqual(restoreProof.tables, tables);
      assert.equal(tables.find(({ table }) => table === "public.information_unit")?.rows, 12);
    });

    test("restores a copy with the same contract and the same rights", async () => {
      await using copy = createKnowledgeBase(taken.restored.sql);
      assert.deepEqual(await copy.contractDifferences(), []);
      const [live, restored] = [await scene.live.schemaFacts(), await copy.schemaFacts()];
      assert.deepEqual(restored.grants, live.grants);
      assert.deepEqual(restored.functions, live.functions);
      assert.deepEqual(restored.triggers, live.triggers);
    });

    test("restores a copy that can be forked", async () => {
      await using fork = await taken.restored.fork();
      await using copy = createKnowledgeBase(fork.sql);
      assert.deepEqual(await copy.contractDifferences(), []);
    });

    test("passes the check before the write", async () => {
      const { systemIdentifier } = taken.envelope.database;
      const result = await scene.backup().recheck(taken.envelope, { runId: RUN_ID, systemIdentifier });
      assert.deepEqual(result, { ok: true, value: null });
    });

    test("can be opened with the private key and holds whole SQL", async () => {
      const decryption = createDecryption({ armoredKey: scene.pair.privateKey, passphrase: null });
      const bytes = await readFile(taken.envelope.file);
      const packed = decryption.decrypt(
        (async function* () {
          yield bytes;
        })(),
      );
      const chunks: Uint8Array[] = [];
      for await (const chunk of decompress(packed, taken.envelope.compression)) chunks.push(chunk);
      const sql = Buffer.concat(chunks).toString();
      assert.match(sql, /-- PostgreSQL database dump complete/);
      for (const table of GOVERNED_TABLES) assert.ok(sql.includes(`CREATE TABLE ${table} (`), table);
      assert.match(sql, /FUNCTION public\.fn_iu_create\(/);
      assert.match(sql, /ENABLE ALWAYS TRIGGER/);
    });
  });
}
