import assert from "node:assert/strict";
import test from "node:test";
import { hashObject } from "../../src/adapters/git/hash-object.ts";
import { createOpenPgpVerifier } from "../../src/adapters/openpgp/verify.ts";
import type { ReasonCode } from "../../src/domain/reasons.ts";
import { verifyCommit } from "../../src/engine/approvals/verify-commit.ts";
import { parseCommit } from "../../src/trust/git/parse-commit.ts";
import { SIGNED } from "../support/approval-story.ts";
import { foldHeader } from "../support/control-repo.ts";
import {
  armour,
  CRITICAL,
  creationTime,
  issuerFingerprint,
  issuerKeyId,
  type PacketPlan,
  packet,
  signPacket,
  subpacket,
} from "../support/openpgp-packets.ts";
import { makeOpenPgpKey } from "../support/signing-keys.ts";

type Expected = "good" | ReasonCode;

const LATER = new Date(SIGNED.getTime() + 3_600_000);
const [alice, mallory] = await Promise.all([makeOpenPgpKey("Alice"), makeOpenPgpKey("Mallory")]);
const MARKER = packet(10, Buffer.from("PGP"));
const LITERAL = packet(11, Buffer.from("b\0\0\0\0\0text"));
const notation = (name: string) => {
  const sizes = Buffer.from([0x80, 0, 0, 0, 0, name.length, 0, 1]);
  return Buffer.concat([sizes, Buffer.from(`${name}1`)]);
};

type Row = readonly [id: string, title: string, plan: PacketPlan, expected: Expected];

/** Alice's own key makes each of these: the packet is unusual, but its mathematics are right. */
const PACKETS: readonly Row[] = [
  ["G-01", "a packet as gpg makes it is good", {}, "good"],
  [
    "G-01",
    "an unhashed notation is ignored",
    { unhashed: [issuerKeyId(alice), subpacket(20, notation("a@b"))] },
    "good",
  ],
  [
    "G-14",
    "an unhashed part that names another key by its id",
    { unhashed: [issuerKeyId(mallory)] },
    "STOP_APPROVAL_SIGNER_UNKNOWN",
  ],
  [
    "G-14",
    "an unhashed part that names another key in full",
    { hashed: [creationTime(SIGNED)], unhashed: [issuerKeyId(alice), issuerFingerprint(mallory)] },
    "STOP_APPROVAL_SIGNER_UNKNOWN",
  ],
  [
    "G-128",
    "a hashed id of another key, and an unhashed one of its own",
    { hashed: [creationTime(SIGNED), issuerKeyId(mallory)] },
    "STOP_APPROVAL_SIGNER_UNKNOWN",
  ],
  [
    "G-128",
    "two unhashed ids of two keys, its own last",
    { unhashed: [issuerKeyId(mallory), issuerKeyId(alice)] },
    "STOP_APPROVAL_SIGNER_UNKNOWN",
  ],
  [
    "G-127",
    "a critical user id of the signer",
    {
      hashed: [
        creationTime(SIGNED),
        issuerFingerprint(alice),
        subpacket(28 | CRITICAL, Buffer.from("alice@example.org")),
      ],
    },
    "STOP_APPROVAL_SIG_BAD",
  ],
  [
    "G-14",
    "a hashed and an unhashed name of two keys",
    { unhashed: [issuerKeyId(alice), issuerFingerprint(mallory)] },
    "STOP_APPROVAL_SIGNER_UNKNOWN",
  ],
  [
    "G-14",
    "no name of any key",
    { hashed: [creationTime(SIGNED)], unhashed: [] },
    "STOP_APPROVAL_SIGNER_UNKNOWN",
  ],
  ["G-11", "no time", { hashed: [issuerFingerprint(alice)] }, "STOP_APPROVAL_SIG_BAD"],
  [
    "G-11",
    "a time in the unhashed part alone",
    { hashed: [issuerFingerprint(alice)], unhashed: [issuerKeyId(alice), creationTime(SIGNED)] },
    "STOP_APPROVAL_SIG_BAD",
  ],
  [
    "G-11",
    "two hashed times, of which gpg takes the first and others the last",
    { hashed: [creationTime(SIGNED), creationTime(LATER), issuerFingerprint(alice)] },
    "STOP_APPROVAL_SIG_BAD",
  ],
  [
    "G-40",
    "an unknown critical subpacket in the unhashed part",
    { unhashed: [issuerKeyId(alice), subpacket(100 | CRITICAL, Buffer.from("x"))] },
    "STOP_APPROVAL_SIG_BAD",
  ],
  ["G-40", "a signature of type text", { type: 1 }, "STOP_APPROVAL_SIG_BAD"],
  ["G-40", "a signature of type standalone", { type: 2 }, "STOP_APPROVAL_SIG_BAD"],
  ["G-40", "a certification of a user id", { type: 0x13 }, "STOP_APPROVAL_SIG_BAD"],
  ["G-40", "a signature of an older version", { version: 3 }, "STOP_APPROVAL_SIG_BAD"],
  ["G-40", "a signature of a draft's version", { version: 5 }, "STOP_APPROVAL_SIG_BAD"],
  ["G-40", "a signature of an unknown hash", { hash: 99 }, "STOP_APPROVAL_SIG_BAD"],
  ["G-40", "a signature that says SHA-1 over a SHA-256 digest", { hash: 2 }, "STOP_APPROVAL_SIG_BAD"],
  [
    "G-40",
    "an unknown critical subpacket",
    { hashed: [creationTime(SIGNED), issuerFingerprint(alice), subpacket(100 | CRITICAL, Buffer.from("x"))] },
    "STOP_APPROVAL_SIG_BAD",
  ],
  [
    "G-40",
    "an unknown critical notation",
    {
      hashed: [
        creationTime(SIGNED),
        issuerFingerprint(alice),
        subpacket(20 | CRITICAL, notation("only-if@example.org")),
      ],
    },
    "STOP_APPROVAL_SIG_BAD",
  ],
  [
    "G-40",
    "a subpacket that goes past the end",
    { hashed: [creationTime(SIGNED), issuerFingerprint(alice), Buffer.from([200, 20, 0])] },
    "STOP_APPROVAL_SIG_BAD",
  ],
  ["G-40", "bytes behind the packet's last number", { tail: Buffer.from([0]) }, "STOP_APPROVAL_SIG_BAD"],
  ["G-40", "another start of the digest", { digestStart: Buffer.from([0, 0]) }, "STOP_APPROVAL_SIG_BAD"],
];

type Packets = (good: Buffer) => string;

/** The good packet beside other packets and in other armours. */
const ARMOURS: readonly (readonly [id: string, title: string, text: Packets, expected: Expected])[] = [
  [
    "G-40",
    "an armour with a version and a comment is good",
    (good) => armour([good], ["Version: 1", "Comment: x"]),
    "good",
  ],
  [
    "G-12",
    "a comment that begins a second armour",
    (good) => armour([good], ["Comment: -----BEGIN PGP SIGNATURE-----"]),
    "STOP_APPROVAL_SIG_AMBIGUOUS",
  ],
  ["G-12", "a marker before the signature", (good) => armour([MARKER, good]), "STOP_APPROVAL_SIG_AMBIGUOUS"],
  [
    "G-12",
    "padding behind the signature",
    (good) => armour([good, packet(21, Buffer.alloc(8))]),
    "STOP_APPROVAL_SIG_AMBIGUOUS",
  ],
  ["G-12", "data of its own in the armour", (good) => armour([LITERAL, good]), "STOP_APPROVAL_SIG_AMBIGUOUS"],
  ["G-12", "the same signature twice", (good) => armour([good, good]), "STOP_APPROVAL_SIG_AMBIGUOUS"],
  ["G-40", "a marker alone", () => armour([MARKER]), "STOP_APPROVAL_SIG_BAD"],
  ["G-40", "data alone", () => armour([LITERAL]), "STOP_APPROVAL_SIG_BAD"],
  [
    "G-40",
    "a packet of an unknown kind",
    (good) => armour([packet(60, good.subarray(6))]),
    "STOP_APPROVAL_SIG_BAD",
  ],
  [
    "G-40",
    "a packet whose length goes past the end",
    (good) => armour([good.subarray(0, -1)]),
    "STOP_APPROVAL_SIG_BAD",
  ],
  [
    "G-40",
    "the packet in partial lengths",
    (good) =>
      armour([
        Buffer.concat([
          Buffer.from([0xc2, 0xe0]),
          good.subarray(6, 7),
          Buffer.from([good.length - 7]),
          good.subarray(7),
        ]),
      ]),
    "STOP_APPROVAL_SIG_BAD",
  ],
  [
    "G-40",
    "a cleartext frame around the armour",
    (good) => `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nx\n${armour([good])}`,
    "STOP_APPROVAL_SIG_AMBIGUOUS",
  ],
  [
    "G-40",
    "the label of a message",
    (good) => armour([good]).replaceAll("PGP SIGNATURE", "PGP MESSAGE"),
    "STOP_APPROVAL_SIG_BAD",
  ],
  [
    "G-40",
    "an armour with CR LF",
    (good) => armour([good]).replaceAll("\n", "\r\n"),
    "STOP_APPROVAL_SIG_BAD",
  ],
  [
    "G-40",
    "an armour with spaces in its lines",
    (good) => armour([good]).replace(/^(w.{10})/m, "$1 "),
    "STOP_APPROVAL_SIG_BAD",
  ],
  [
    "G-40",
    "an armour in lower case",
    (good) => armour([good]).replaceAll("PGP SIGNATURE", "pgp signature"),
    "STOP_APPROVAL_SIG_BAD",
  ],
];

const HEAD = [
  `tree ${"a".repeat(40)}`,
  `author Alice <alice@example.org> ${SIGNED.getTime() / 1000} +0000`,
  `committer Alice <alice@example.org> ${SIGNED.getTime() / 1000} +0000`,
].join("\n");
const PAYLOAD = Buffer.from(`${HEAD}\n\nApprove\n`);
const verifiers = [createOpenPgpVerifier()];
const keyFiles = [{ system: "openpgp" as const, content: Buffer.from(alice.armoredPublicKey) }];

/** The verdict on a commit with this signature, under a policy that pins Alice's key. */
async function check(armoured: string) {
  const object = Buffer.from(`${HEAD}\n${foldHeader("gpgsig", armoured)}\n\nApprove\n`);
  const id = hashObject("0".repeat(40), "commit", object);
  const commit = parseCommit(id, object);
  assert.ok(commit.ok);
  return await verifyCommit(verifiers, id, commit.value, keyFiles);
}

const told = async (armoured: string) => {
  const checked = await check(armoured);
  return checked.ok ? "good" : checked.refusal.reason;
};

for (const [id, title, plan, expected] of PACKETS) {
  test(`${id}: ${title}`, async () =>
    assert.equal(await told(armour([signPacket(alice, PAYLOAD, SIGNED, plan)])), expected));
}

for (const [id, title, text, expected] of ARMOURS) {
  test(`${id}: ${title}`, async () =>
    assert.equal(await told(text(signPacket(alice, PAYLOAD, SIGNED))), expected));
}

test("G-11: an unhashed time beside the hashed one counts for nothing", async () => {
  const plan = {
    hashed: [creationTime(LATER), issuerFingerprint(alice)],
    unhashed: [issuerKeyId(alice), creationTime(SIGNED)],
  };
  const checked = await check(armour([signPacket(alice, PAYLOAD, SIGNED, plan)]));
  assert.deepEqual(checked.ok && checked.value.signature.createdAt, LATER);
});

test("G-08: an unhashed end of the signature ends nothing", async () => {
  const unhashed = [issuerKeyId(alice), subpacket(3, Buffer.from([0, 0, 0, 1]))];
  const checked = await check(armour([signPacket(alice, PAYLOAD, SIGNED, { unhashed })]));
  assert.equal(checked.ok && checked.value.signature.expiresAt, null);
});
