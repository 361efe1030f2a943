import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { createMessage, encrypt, readKey, readKeys } from "openpgp";
import { createDecryption } from "../../../src/adapters/openpgp/decrypt.ts";
import { createEncryption } from "../../../src/adapters/openpgp/encrypt.ts";
import { readMessageShape } from "../../../src/adapters/openpgp/encrypt-packets.ts";
import type { Recipient } from "../../../src/ports/encryption.ts";
import { makeRecipient, type RecipientPair, revoke, writeKeyFile } from "../../support/recipient-keys.ts";

const now = new Date("2026-06-01T12:00:00Z");
const clock = { now: () => now };
let pair: RecipientPair;
let other: RecipientPair;
let recipient: Recipient;

before(async () => {
  pair = await makeRecipient();
  other = await makeRecipient();
  recipient = await recipientOf(pair.fingerprint, await writeKeyFile(pair.publicKey));
});

async function recipientOf(fingerprint: string, keyFile: string): Promise<Recipient> {
  const read = await createEncryption({ fingerprint, keyFile, clock }).readRecipient();
  assert.ok(read.ok, JSON.stringify(read));
  return read.value;
}

async function reasonOf(fingerprint: string | null, keyFile: string | null): Promise<string> {
  const read = await createEncryption({ fingerprint, keyFile, clock }).readRecipient();
  return read.ok ? "accepted" : read.refusal.reason;
}

async function* chunksOf(bytes: Uint8Array, size = 10_000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

async function inspect(message: Uint8Array): Promise<string> {
  const judged = await recipient.inspect(chunksOf(message));
  return judged.ok ? "accepted" : judged.refusal.reason;
}

test("GnuPG reads what was encrypted, without a warning about its integrity", async () => {
  const plain = randomBytes(300_000);
  const message = await collect(recipient.encrypt(chunksOf(plain)));
  const home = mkdtempSync(join(tmpdir(), "gh-"));
  const file = join(home, "message.pgp");
  writeFileSync(file, message);
  const gpg = (args: readonly string[], input?: string) =>
    spawnSync("gpg", ["--homedir", home, "--batch", "--no-tty", ...args], { input, maxBuffer: 1 << 24 });
  assert.equal(gpg(["--import"], pair.privateKey).status, 0);
  const opened = gpg(["--status-fd", "2", "--decrypt", file]);
  assert.equal(opened.status, 0, opened.stderr.toString());
  assert.deepEqual(opened.stdout, plain);
  assert.match(opened.stderr.toString(), /GOODMDC/);
  spawnSync("gpgconf", ["--homedir", home, "--kill", "all"]);
});

test("the message has one session key packet and one integrity protected packet", async () => {
  const message = await collect(recipient.encrypt(chunksOf(randomBytes(100_000))));
  const shape = await readMessageShape(chunksOf(message, 777));
  assert.deepEqual(shape.tags, [1, 18]);
  assert.equal(shape.protection, 1);
  assert.equal(await inspect(message), "accepted");
});

test("an empty input still gives a complete message", async () => {
  const message = await collect(recipient.encrypt(chunksOf(new Uint8Array(0))));
  assert.equal(await inspect(message), "accepted");
  const opened = createDecryption({ armoredKey: pair.privateKey, passphrase: null });
  assert.equal((await collect(opened.decrypt(chunksOf(message)))).length, 0);
});

for (const [title, recipients, reason] of [
  [
    "a message for a second recipient as well is a mismatch (B-03)",
    ["pair", "other"],
    "STOP_BACKUP_RECIPIENT_MISMATCH",
  ],
  ["a message for another key is a mismatch", ["other"], "STOP_BACKUP_RECIPIENT_MISMATCH"],
] as const) {
  test(title, async () => {
    const keys = await Promise.all(
      recipients.map((name) => readKey({ armoredKey: (name === "pair" ? pair : other).publicKey })),
    );
    const message = await createMessage({ binary: randomBytes(1000) });
    const encrypted = await encrypt({ message, encryptionKeys: keys, date: now, format: "binary" });
    assert.equal(await inspect(encrypted), reason);
  });
}

test("a message that a password also opens, or that hides its recipient, is a mismatch", async () => {
  const key = await readKey({ armoredKey: pair.publicKey });
  const message = () => createMessage({ binary: randomBytes(1000) });
  for (const options of [{ passwords: ["x"] }, { wildcard: true }]) {
    const encrypted = await encrypt({
      message: await message(),
      encryptionKeys: key,
      date: now,
      format: "binary",
      ...options,
    });
    assert.equal(await inspect(encrypted), "STOP_BACKUP_RECIPIENT_MISMATCH");
  }
});

test("a truncated message, or one with bytes after it, is not verified", async () => {
  const message = await collect(recipient.encrypt(chunksOf(randomBytes(100_000))));
  assert.equal(await inspect(message.subarray(0, -40)), "STOP_BACKUP_UNVERIFIED");
  assert.equal(await inspect(Buffer.concat([message, Buffer.from("rest")])), "STOP_BACKUP_UNVERIFIED");
  assert.notEqual(await inspect(Buffer.concat([message, message])), "accepted");
  assert.notEqual(await inspect(new Uint8Array(0)), "accepted");
});

test("a changed byte is found when the message is opened (B-02)", async () => {
  const message = await collect(recipient.encrypt(chunksOf(randomBytes(100_000))));
  message[50_000] = (message[50_000] ?? 0) ^ 1;
  const opened = createDecryption({ armoredKey: pair.privateKey, passphrase: null });
  await assert.rejects(collect(opened.decrypt(chunksOf(message))), /STOP_BACKUP_UNVERIFIED/);
});

test("another private key opens nothing", async () => {
  const message = await collect(recipient.encrypt(chunksOf(randomBytes(10))));
  const opened = createDecryption({ armoredKey: other.privateKey, passphrase: null });
  await assert.rejects(collect(opened.decrypt(chunksOf(message))), /STOP_BACKUP_KEY_WRONG/);
});

test("of two keys with one address in the file, the pinned one is taken (B-03)", async () => {
  const file = await writeKeyFile(other.publicKey, pair.publicKey);
  const taken = await recipientOf(pair.fingerprint, file);
  const message = await collect(taken.encrypt(chunksOf(randomBytes(10))));
  assert.equal(await inspect(message), "accepted");
});

test("the fingerprint may be written in groups and in lower case, and the file may be binary", async () => {
  const grouped = pair.fingerprint.toLowerCase().replace(/(.{4})/g, "$1 ");
  const [key] = await readKeys({ armoredKeys: pair.publicKey });
  assert.ok(key);
  assert.equal((await recipientOf(grouped, await writeKeyFile(key.write()))).fingerprint, pair.fingerprint);
});

test("a recipient that is missing is a stop", async () => {
  const file = await writeKeyFile(pair.publicKey);
  assert.equal(await reasonOf(null, file), "STOP_BACKUP_RECIPIENT_MISSING");
  assert.equal(await reasonOf("", file), "STOP_BACKUP_RECIPIENT_MISSING");
  assert.equal(await reasonOf(pair.fingerprint, null), "STOP_BACKUP_RECIPIENT_MISSING");
  assert.equal(await reasonOf(pair.fingerprint, `${file}.none`), "STOP_BACKUP_RECIPIENT_MISSING");
});

test("a short id, or anything but a full fingerprint, is refused", async () => {
  const file = await writeKeyFile(pair.publicKey);
  for (const id of [
    pair.fingerprint.slice(-16),
    pair.fingerprint.slice(-8),
    "backup@example.org",
    `${pair.fingerprint}00`,
  ]) {
    assert.equal(await reasonOf(id, file), "STOP_BACKUP_RECIPIENT_INVALID");
  }
});

test("a file without the pinned key, or with it twice, is a mismatch", async () => {
  assert.equal(
    await reasonOf(pair.fingerprint, await writeKeyFile(other.publicKey)),
    "STOP_BACKUP_RECIPIENT_MISMATCH",
  );
  const twice = await writeKeyFile(pair.publicKey, pair.publicKey);
  assert.equal(await reasonOf(pair.fingerprint, twice), "STOP_BACKUP_RECIPIENT_MISMATCH");
});

test("a recipient that is expired, revoked, for signing only, private or unreadable is invalid (B-05)", async () => {
  const expired = await makeRecipient({ expiresAfterSeconds: 3600 });
  const signOnly = await makeRecipient({ signOnly: true });
  for (const [fingerprint, key] of [
    [expired.fingerprint, expired.publicKey],
    [signOnly.fingerprint, signOnly.publicKey],
    [pair.fingerprint, await revoke(pair)],
    [pair.fingerprint, pair.privateKey],
    [pair.fingerprint, "no key at all"],
  ] as const) {
    assert.equal(await reasonOf(fingerprint, await writeKeyFile(key)), "STOP_BACKUP_RECIPIENT_INVALID");
  }
});

test("a recipient names when its key expires", async () => {
  const later = await makeRecipient({ expiresAfterSeconds: 365 * 86_400 });
  const read = await recipientOf(later.fingerprint, await writeKeyFile(later.publicKey));
  assert.equal(read.expires, "2027-01-01T00:00:00Z");
  assert.equal(recipient.expires, null);
});

test("P-70: a public key file of more than a megabyte is refused as it is, whatever it holds", async () => {
  const many = pair.publicKey.repeat(Math.ceil(1_048_577 / pair.publicKey.length));
  const file = await writeKeyFile(many);
  assert.equal(await reasonOf(pair.fingerprint, file), "STOP_BACKUP_RECIPIENT_INVALID");
});
