import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, type KeyObject, sign as signBytes } from "node:crypto";
import test, { after, before } from "node:test";
import { fingerprintOf } from "../../../src/adapters/ssh/public-key.ts";
import { createSshVerifier } from "../../../src/adapters/ssh/verify.ts";
import { wireString } from "../../../src/adapters/ssh/wire-reader.ts";
import { openSshKeyFolder, type SshKey, type SshKeyFolder } from "../../support/ssh-keys.ts";

const payload = Buffer.from("tree 1\nauthor A\n\nmessage\n");
const verifier = createSshVerifier();
let folder: SshKeyFolder;
let ed25519: SshKey;

before(async () => {
  folder = await openSshKeyFolder();
  ed25519 = await folder.make("ed25519");
});
after(() => folder[Symbol.asyncDispose]());

/** Every good signature names its key, so that a commit which names no root key needs no check. */
async function check(armoured: string, keys: readonly string[], bytes: Uint8Array = payload) {
  const keyFiles = keys.map((key) => Buffer.from(key));
  const facts = await verifier.checkSignature({ armoured, payload: bytes, keyFiles });
  const named = await verifier.namesKey(armoured, keyFiles);
  if (facts.kind === "good") assert.equal(named, true);
  if (facts.kind === "foreign") assert.equal(named, false);
  return facts;
}

const KINDS = [
  ["ed25519", undefined, "ed25519"],
  ["ecdsa", 256, "ecdsa-p256"],
  ["ecdsa", 384, "ecdsa-p384"],
  ["ecdsa", 521, "ecdsa-p521"],
  ["rsa", 2048, "rsa"],
] as const;

for (const [type, bits, name] of KINDS) {
  test(`a ${name} signature of ssh-keygen is good only for its own key`, async () => {
    const key = await folder.make(type, bits);
    for (const hash of ["sha256", "sha512"]) {
      const facts = await check(await key.sign(payload, { hash }), [ed25519.publicKey, key.publicKey]);
      assert.equal(facts.kind, "good");
      assert.ok(facts.kind === "good");
      assert.equal(facts.key, key.fingerprint);
      assert.deepEqual(facts.signer.algorithm, { name, bits: type === "rsa" ? bits : null });
      assert.equal(facts.createdAt, null);
    }
    const facts = await verifier.readKey(Buffer.from(key.publicKey));
    assert.deepEqual([facts.fingerprint, facts.problems], [key.fingerprint, []]);
    assert.deepEqual(await check(await key.sign(payload), [ed25519.publicKey]), {
      kind: "foreign",
      issuer: key.fingerprint,
    });
  });
}

test("a changed payload makes the signature bad", async () => {
  const facts = await check(await ed25519.sign(payload), [ed25519.publicKey], Buffer.from("another"));
  assert.equal(facts.kind, "bad");
});

test("a signature in another namespace than git's is refused", async () => {
  const facts = await check(await ed25519.sign(payload, { namespace: "file" }), [ed25519.publicKey]);
  assert.deepEqual(facts, { kind: "unreadable", why: 'made in the namespace "file"' });
});

test("a verifier for another purpose takes its own namespace, and git's no more", async () => {
  const other = createSshVerifier("purpose");
  const keyFiles = [Buffer.from(ed25519.publicKey)];
  const own = await ed25519.sign(payload, { namespace: "purpose" });
  assert.equal((await other.checkSignature({ armoured: own, payload, keyFiles })).kind, "good");
  const ofGit = await ed25519.sign(payload);
  assert.deepEqual(await other.checkSignature({ armoured: ofGit, payload, keyFiles }), {
    kind: "unreadable",
    why: 'made in the namespace "git"',
  });
});

const DAMAGES: readonly (readonly [string, (armoured: string) => string])[] = [
  ["text before the armour", (armoured) => `hello\n${armoured}`],
  ["a header inside the armour", (armoured) => armoured.replace("-----\n", "-----\nComment: x\n")],
  ["a cut-off body", (armoured) => armoured.replace(/\n.{70}\n/, "\n")],
  ["another armour", (armoured) => armoured.replaceAll("SSH SIGNATURE", "PGP SIGNATURE")],
  ["an empty body", () => "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n"],
];

for (const [what, damage] of DAMAGES) {
  test(`${what} makes the signature unreadable`, async () => {
    const facts = await check(damage(await ed25519.sign(payload)), [ed25519.publicKey]);
    assert.equal(facts.kind, "unreadable");
  });
}

test("fields of another form inside the signature are unreadable", async () => {
  const pair = generateKeyPairSync("ed25519");
  const blob = ed25519Blob(pair.publicKey);
  const forms = [
    { version: 2 },
    { messageHash: "sha1" },
    { format: "ssh-rsa" },
    { trailing: Buffer.from([0]) },
    { innerTrailing: Buffer.from([0]) },
  ];
  for (const form of forms) {
    const facts = await check(craft(blob, pair.privateKey, form), [line("ssh-ed25519", blob)]);
    assert.equal(facts.kind, "unreadable", JSON.stringify(form));
  }
  assert.equal((await check(craft(blob, pair.privateKey, {}), [line("ssh-ed25519", blob)])).kind, "good");
});

test("the hash of an ssh-rsa signature is SHA-1", async () => {
  const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = pair.publicKey.export({ format: "jwk" });
  const integer = (text = "") => Buffer.concat([Buffer.from([0]), Buffer.from(text, "base64url")]);
  const blob = Buffer.concat([
    wireString("ssh-rsa"),
    wireString(Buffer.from(jwk.e ?? "", "base64url")),
    wireString(integer(jwk.n)),
  ]);
  const facts = await check(craft(blob, pair.privateKey, { format: "ssh-rsa", hash: "sha1" }), [
    line("ssh-rsa", blob),
  ]);
  assert.ok(facts.kind === "good");
  assert.equal(facts.hash, "sha1");
});

for (const kind of ["sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"] as const) {
  test(`a touched security key of type ${kind} is good, an untouched one is not`, async () => {
    const key = makeSecurityKey(kind);
    const touched = await check(key.sign(0x01), [key.line]);
    assert.ok(touched.kind === "good");
    assert.match(touched.signer.algorithm.name, /^sk-/);
    assert.deepEqual(await check(key.sign(0x00), [key.line]), {
      kind: "bad",
      key: key.fingerprint,
      why: "the security key was not touched",
    });
    assert.equal((await check(key.sign(0x05, 0x01), [key.line])).kind, "bad");
  });
}

const BAD_FILES: readonly (readonly [string, (publicKey: string) => string])[] = [
  ["is empty", () => "\n"],
  ["holds two keys", (key) => `${key}${key}`],
  ["says another type than it holds", (key) => key.replace("ssh-ed25519", "ssh-rsa")],
  ["holds options before the key", (key) => `cert-authority ${key}`],
  [
    "holds a certificate",
    () => line("ssh-ed25519-cert-v01@openssh.com", wireString("ssh-ed25519-cert-v01@openssh.com")),
  ],
  ["holds an old DSA key", () => line("ssh-dss", wireString("ssh-dss"))],
  ["goes on after the key", (key) => line("ssh-ed25519", Buffer.concat([blobOf(key), Buffer.from([1])]))],
];

for (const [what, make] of BAD_FILES) {
  test(`a key file that ${what} has a problem and no signer`, async () => {
    const facts = await verifier.readKey(Buffer.from(make(ed25519.publicKey)));
    assert.equal(facts.problems.length, 1);
    assert.deepEqual(facts.signers, []);
  });
}

function ed25519Blob(key: KeyObject): Buffer {
  const point = Buffer.from(key.export({ format: "jwk" }).x ?? "", "base64url");
  return Buffer.concat([wireString("ssh-ed25519"), wireString(point)]);
}

function line(type: string, blob: Uint8Array): string {
  return `${type} ${Buffer.from(blob).toString("base64")} comment\n`;
}

function blobOf(publicKey: string): Buffer {
  return Buffer.from(publicKey.split(" ")[1] ?? "", "base64");
}

interface Form {
  readonly version?: number;
  readonly messageHash?: string;
  readonly format?: string;
  readonly hash?: string;
  readonly trailing?: Buffer;
  readonly innerTrailing?: Buffer;
}

function craft(blob: Buffer, key: KeyObject, form: Form): string {
  const format = form.format ?? "ssh-ed25519";
  return envelope(blob, form, (data) =>
    Buffer.concat([
      wireString(format),
      wireString(signBytes(form.hash ?? null, data, key)),
      form.innerTrailing ?? Buffer.alloc(0),
    ]),
  );
}

function envelope(blob: Buffer, form: Form, sign: (data: Buffer) => Buffer): string {
  const messageHash = form.messageHash ?? "sha512";
  const digest = createHash(messageHash).update(payload).digest();
  const data = Buffer.concat([
    Buffer.from("SSHSIG"),
    wireString("git"),
    wireString(""),
    wireString(messageHash),
    wireString(digest),
  ]);
  const version = Buffer.alloc(4);
  version.writeUInt32BE(form.version ?? 1, 0);
  const whole = Buffer.concat([
    Buffer.from("SSHSIG"),
    version,
    wireString(blob),
    wireString("git"),
    wireString(""),
    wireString(messageHash),
    wireString(sign(data)),
    form.trailing ?? Buffer.alloc(0),
  ]);
  return `-----BEGIN SSH SIGNATURE-----\n${whole.toString("base64")}\n-----END SSH SIGNATURE-----\n`;
}

/** Signs like an authenticator, with a key of Node in OpenSSH's wire forms. */
function makeSecurityKey(kind: "sk-ssh-ed25519@openssh.com" | "sk-ecdsa-sha2-nistp256@openssh.com") {
  const isEcdsa = kind.startsWith("sk-ecdsa");
  const pair = isEcdsa ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("ed25519");
  const jwk = pair.publicKey.export({ format: "jwk" });
  const bytes = (text = "") => Buffer.from(text, "base64url");
  const point = isEcdsa
    ? [wireString("nistp256"), wireString(Buffer.concat([Buffer.from([4]), bytes(jwk.x), bytes(jwk.y)]))]
    : [wireString(bytes(jwk.x))];
  const blob = Buffer.concat([wireString(kind), ...point, wireString("ssh:")]);
  const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest();
  const sign = (signedFlags: number, shownFlags = signedFlags) =>
    envelope(blob, {}, (data) => {
      const tail = (flags: number) => Buffer.from([flags, 0, 0, 0, 7]);
      const covered = Buffer.concat([sha256("ssh:"), tail(signedFlags), sha256(data)]);
      const made = isEcdsa
        ? integers(signBytes("sha256", covered, { key: pair.privateKey, dsaEncoding: "ieee-p1363" }))
        : signBytes(null, covered, pair.privateKey);
      return Buffer.concat([wireString(kind), wireString(made), tail(shownFlags)]);
    });
  return { line: line(kind, blob), fingerprint: fingerprintOf(blob), sign };
}

function integers(fixed: Buffer): Buffer {
  const integer = (part: Buffer) =>
    wireString((part[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), part]) : part);
  return Buffer.concat([integer(fixed.subarray(0, 32)), integer(fixed.subarray(32))]);
}
