import assert from "node:assert/strict";
import test from "node:test";
import { createMessage, enums, generateKey, type PrivateKey, reformatKey, revokeKey, sign } from "openpgp";
import { createOpenPgpVerifier } from "../../../src/adapters/openpgp/verify.ts";
import { decodeArmour } from "../../../src/adapters/openpgp/verify-armour.ts";
import { readPackets } from "../../../src/adapters/openpgp/verify-packets.ts";
import { makeOpenPgpKey, openPgpKey, signDetached } from "../../support/signing-keys.ts";

const MADE = new Date("2026-01-01T00:00:00Z");
const AT = new Date("2026-06-01T09:30:00Z");
const payload = Buffer.from("tree 1\nauthor A\n\nmessage\n");
const verifier = createOpenPgpVerifier();
const alice = await makeOpenPgpKey("Alice");
const mallory = await makeOpenPgpKey("Mallory");

const file = (armoured: string) => Buffer.from(armoured);
/** Every good signature names its key, so that a commit which names no root key needs no check. */
async function check(
  armoured: string,
  keys: readonly string[] = [alice.armoredPublicKey],
  bytes: Uint8Array = payload,
) {
  const keyFiles = keys.map(file);
  const facts = await verifier.checkSignature({ armoured, payload: bytes, keyFiles });
  if (facts.kind === "good") assert.equal(await verifier.namesKey(armoured, keyFiles), true);
  return facts;
}

test("a good signature gives its key, its time and its hash", async () => {
  const facts = await check(await alice.signer(payload, AT), [
    mallory.armoredPublicKey,
    alice.armoredPublicKey,
  ]);
  assert.ok(facts.kind === "good");
  assert.equal(facts.key, alice.fingerprint);
  assert.deepEqual(facts.createdAt, AT);
  assert.equal(facts.expiresAt, null);
  assert.match(facts.hash, /^sha(256|512|3-)/);
  assert.deepEqual(facts.signer.algorithm, { name: "ed25519", bits: null });
});

test("a changed payload is bad, and a stranger's signature is foreign, whatever id it claims", async () => {
  const good = await alice.signer(payload, AT);
  assert.equal((await check(good, [alice.armoredPublicKey], Buffer.from("else"))).kind, "bad");
  assert.deepEqual(await check(await mallory.signer(payload, AT)), {
    kind: "foreign",
    issuer: mallory.fingerprint,
  });
  assert.equal((await check(good, [])).kind, "foreign");
  assert.equal(await verifier.namesKey(good, [file(mallory.armoredPublicKey)]), false);
  assert.equal(await verifier.namesKey("no armour", [file(alice.armoredPublicKey)]), false);
});

test("the time in the signature and the clock of the machine have no influence here", async () => {
  for (const at of ["2026-01-01T00:00:00Z", "2099-01-01T00:00:00Z"]) {
    assert.equal((await check(await alice.signer(payload, new Date(at)))).kind, "good");
  }
});

test("only a signature over bytes is accepted: a text signature and a signed message are not", async () => {
  const text = await sign({
    message: await createMessage({ text: payload.toString() }),
    signingKeys: alice.privateKey,
    detached: true,
    date: AT,
  });
  const facts = await check(String(text).replaceAll("\r\n", "\n"));
  assert.deepEqual(facts, { kind: "unreadable", why: `a signature of type ${enums.signature.text}` });
  const inline = await sign({
    message: await createMessage({ binary: payload }),
    signingKeys: alice.privateKey,
    date: AT,
  });
  assert.equal((await check(String(inline))).kind, "unreadable");
});

test("an unknown critical notation makes a signature unreadable", async () => {
  const armoured = await sign({
    message: await createMessage({ binary: payload }),
    signingKeys: alice.privateKey,
    detached: true,
    date: AT,
    signatureNotations: [
      { name: "only-if@example.org", value: new Uint8Array([1]), humanReadable: false, critical: true },
    ],
  });
  assert.deepEqual(await check(String(armoured).replaceAll("\r\n", "\n")), {
    kind: "unreadable",
    why: "a critical subpacket of type 20 that is not understood",
  });
});

test("a key ends when its newest self-signature says", async () => {
  const facts = async (key: PrivateKey) =>
    (await verifier.readKey(file(key.toPublic().armor()))).signers[0]?.expiresAt;
  const short = (await makeOpenPgpKey("Alice", { at: MADE, expiresInSeconds: 3600 })).privateKey;
  assert.deepEqual(await facts(short), new Date("2026-01-01T01:00:00Z"));
  const longer = await reformatKey({
    privateKey: short,
    userIDs: [{ name: "Alice", email: "alice@example.org" }],
    keyExpirationTime: 7200,
    date: new Date("2026-01-01T00:30:00Z"),
    format: "object",
  });
  assert.deepEqual(await facts(longer.privateKey), new Date("2026-01-01T02:00:00Z"));
  assert.equal(await facts(alice.privateKey), null);
});

test("a signing subkey counts only with its binding and its back signature, an encryption subkey never", async () => {
  const both = await makeOpenPgpKey("Alice", { signingSubkey: true });
  const facts = await verifier.readKey(file(both.armoredPublicKey));
  assert.equal(facts.signers.length, 2);
  const encryption = await generateKey({
    type: "ecc",
    userIDs: [{ name: "A" }],
    date: MADE,
    format: "object",
  });
  const plain = await verifier.readKey(file(encryption.publicKey.armor()));
  assert.deepEqual(
    plain.signers.map(({ fingerprint }) => fingerprint),
    [encryption.publicKey.getFingerprint().toUpperCase()],
  );
});

test("a file whose subkey has the binding of another key is no key: what was there before may have been its revocation", async () => {
  const victim = await makeOpenPgpKey("Alice", { signingSubkey: true });
  const thief = openPgpKey((await makeOpenPgpKey("Mallory", { signingSubkey: true })).privateKey);
  const stolen = thief.privateKey.toPublic();
  const [own] = stolen.subkeys;
  const [taken] = victim.privateKey.toPublic().subkeys;
  assert.ok(own && taken);
  taken.bindingSignatures.splice(0, taken.bindingSignatures.length, ...own.bindingSignatures);
  stolen.subkeys.splice(0, 1, taken);
  const facts = await verifier.readKey(file(stolen.armor()));
  assert.deepEqual(facts.signers, []);
  assert.match(
    facts.problems[0] ?? "",
    /^packet 5: the binding signature of 2026-01-01 over sha512 on the subkey [0-9A-F]{40} does not hold/,
  );
});

test("revocation of the primary key revokes every signer, whatever its reason and date", async () => {
  const key = await makeOpenPgpKey("Alice", { signingSubkey: true });
  for (const flag of [enums.reasonForRevocation.keyCompromised, enums.reasonForRevocation.keyRetired]) {
    const { publicKey } = await revokeKey({
      key: key.privateKey,
      reasonForRevocation: { flag },
      date: new Date("2030-01-01T00:00:00Z"),
      format: "object",
    });
    const facts = await verifier.readKey(file(publicKey.armor()));
    assert.deepEqual(
      facts.signers.map(({ revokedBy }) => revokedBy !== null),
      [true, true],
    );
    assert.deepEqual(
      facts.signers.map(({ revokedAt }) => revokedAt?.toISOString()),
      ["2030-01-01T00:00:00.000Z", "2030-01-01T00:00:00.000Z"],
    );
  }
});

const BAD_FILES: readonly (readonly [string, string])[] = [
  ["is empty", ""],
  ["is not armoured", "hello"],
  ["holds a private key", alice.armoredPrivateKey],
  ["holds two armours", `${alice.armoredPublicKey}\n${mallory.armoredPublicKey}`],
  ["holds text before the armour", `x\n${alice.armoredPublicKey}`],
  ["holds a signature", await signDetached(alice.privateKey, payload, AT)],
];

for (const [what, armoured] of BAD_FILES) {
  test(`a key file that ${what} has a problem and no signer`, async () => {
    const facts = await verifier.readKey(file(armoured));
    assert.equal(facts.problems.length, 1);
    assert.deepEqual(facts.signers, []);
  });
}

test("Windows line ends and headers in the armour do not change the key", async () => {
  const headed = alice.armoredPublicKey.replace("-----\n", "-----\nComment: mine\n").replaceAll("\n", "\r\n");
  assert.equal((await verifier.readKey(file(headed))).fingerprint, alice.fingerprint);
});

test("an armour is decoded completely or not at all", () => {
  const armour = (body: string) => `-----BEGIN X-----\n${body}\n-----END X-----`;
  assert.deepEqual(decodeArmour(armour("\nAQID"), "X"), new Uint8Array([1, 2, 3]));
  assert.deepEqual(decodeArmour(armour("Version: 1\n\nAQID\n=abcd"), "X"), new Uint8Array([1, 2, 3]));
  assert.deepEqual(decodeArmour(armour(""), "X"), new Uint8Array());
  for (const text of [
    armour("\nAQI"),
    armour("\nAQ*D"),
    armour("\nAQID\n\nAQID="),
    `${armour("\nAQID")}x`,
    armour("AQID").slice(1),
  ]) {
    assert.equal(decodeArmour(text, "X"), null, text);
  }
});

for (const [what, bytes, expected] of [
  ["nothing", [], []],
  ["an old packet of one length octet", [0x88, 2, 0, 0], [2]],
  ["an old packet of two length octets", [0x89, 0, 1, 7], [2]],
  ["an old packet of four length octets", [0x8a, 0, 0, 0, 1, 7], [2]],
  ["an old packet without a length", [0x8b, 1], null],
  ["a new packet of one length octet", [0xc2, 1, 7], [2]],
  ["a new packet of two length octets", [0xc2, 192, 0, ...Array<number>(192).fill(0)], [2]],
  ["a new packet of five length octets", [0xc2, 255, 0, 0, 0, 1, 7], [2]],
  ["a new packet of partial length", [0xc2, 224, 7], null],
  ["two packets", [0x88, 0, 0xca, 0], [2, 10]],
  ["a packet that ends early", [0x88, 5, 0], null],
  ["a length that ends early", [0x89, 0], null],
  ["a byte that begins no packet", [0x02], null],
] as const) {
  test(`the packets of ${what} are ${expected === null ? "refused" : `[${expected.join(", ")}]`}`, () =>
    assert.deepEqual(readPackets(new Uint8Array(bytes))?.map(({ tag }) => tag) ?? null, expected));
}
