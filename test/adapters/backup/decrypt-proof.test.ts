import assert from "node:assert/strict";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type DecryptProofOptions, proveDecryption } from "../../../src/adapters/backup/decrypt-proof.ts";
import { createDecryption } from "../../../src/adapters/openpgp/decrypt.ts";
import { createPgliteFactory } from "../../../src/adapters/pglite/create-pglite-factory.ts";
import { createKnowledgeBase } from "../../../src/adapters/postgres/knowledge-base.ts";
import type { PgDumpEnvelope } from "../../../src/domain/backup-envelope.ts";
import { type BackupScene, makeBackupScene } from "../../support/backup-scene.ts";
import { makeRecipient } from "../../support/recipient-keys.ts";
import { realServerFactory } from "../../support/scratch-options.ts";

let scene: BackupScene;
let envelope: PgDumpEnvelope;
let folder: string;

before(async () => {
  scene = await makeBackupScene(await realServerFactory());
  folder = await mkdtemp(join(tmpdir(), "dp-"));
  // Restored by PGlite: a runner with pg_dump alone has no other throw-away engine.
  const taken = await scene
    .backup({ scratch: createPgliteFactory() })
    .take({ runId: "ictr-20260601T120000Z-0a0b0c0d", live: scene.live, folder: scene.folder, documents: [] });
  assert.ok(taken.ok, JSON.stringify(taken));
  await taken.value.restored[Symbol.asyncDispose]();
  envelope = taken.value.envelope;
  assert.equal(envelope.restoreProof.engine, "pglite");
});
after(() => scene[Symbol.asyncDispose]());

async function prove(given: unknown, changes: Partial<DecryptProofOptions> = {}): Promise<string> {
  const envelopeFile = join(folder, "backup.json");
  await writeFile(envelopeFile, typeof given === "string" ? given : JSON.stringify(given));
  const proof = await proveDecryption({
    decryption: createDecryption({ armoredKey: scene.pair.privateKey, passphrase: null }),
    scratch: scene.factory,
    openKnowledgeBase: createKnowledgeBase,
    envelopeFile,
    backupFile: null,
    ...changes,
  });
  return proof.ok ? "proved" : proof.refusal.reason;
}

test("a backup is opened with the private key, restored, and equal to its envelope", async () => {
  assert.equal(await prove(envelope), "proved");
});

test("a backup that was moved is found where it is now", async () => {
  const moved = join(folder, "moved.pgp");
  await writeFile(moved, await readFile(envelope.file));
  assert.equal(await prove({ ...envelope, file: "/nonexistent" }, { backupFile: moved }), "proved");
});

test("another private key is a stop", async () => {
  const other = await makeRecipient();
  const decryption = createDecryption({ armoredKey: other.privateKey, passphrase: null });
  assert.equal(await prove(envelope, { decryption }), "STOP_BACKUP_KEY_WRONG");
});

for (const [title, spoil, reason] of [
  [
    "an altered file",
    async (whole: Buffer) => ({ bytes: flip(whole), changes: {} }),
    "STOP_BACKUP_UNVERIFIED",
  ],
  [
    "an altered integrity code whose file's sha256 was put into the envelope",
    async (whole: Buffer) => ({ bytes: flip(whole, 5), changes: { sha256: await sha256Of(flip(whole, 5)) } }),
    "STOP_BACKUP_UNVERIFIED",
  ],
  [
    "an altered file whose sha256 was put into the envelope",
    async (whole: Buffer) => ({ bytes: flip(whole), changes: { sha256: await sha256Of(flip(whole)) } }),
    "STOP_BACKUP_UNVERIFIED",
  ],
  [
    "an envelope with other content",
    async (whole: Buffer) => ({
      bytes: whole,
      changes: { tables: envelope.tables.map((fact) => ({ ...fact, digest: "0".repeat(64) })) },
    }),
    "STOP_RESTORE_DIFFERS",
  ],
  [
    "an incomplete envelope",
    async (whole: Buffer) => ({ bytes: whole, changes: { recipient: "short" } }),
    "STOP_BACKUP_ENVELOPE_INCOMPLETE",
  ],
] as const) {
  test(`${title} is a stop`, async () => {
    const { bytes, changes } = await spoil(await readFile(envelope.file));
    const file = join(folder, "spoiled.pgp");
    await writeFile(file, bytes);
    assert.equal(await prove({ ...envelope, ...changes, file }), reason);
  });
}

test("an envelope that is not JSON, or a backup that is not there, is a stop", async () => {
  assert.equal(await prove("{"), "STOP_BACKUP_ENVELOPE_INCOMPLETE");
  assert.equal(await prove({ ...envelope, file: "/nonexistent" }), "STOP_BACKUP_UNVERIFIED");
});

function flip(whole: Buffer, fromEnd = 30): Buffer {
  const bytes = Buffer.from(whole);
  const at = bytes.length - fromEnd;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}

async function sha256Of(bytes: Buffer): Promise<string> {
  const { sha256Hex } = await import("../../../src/json/canonical-json.ts");
  return sha256Hex(bytes);
}
