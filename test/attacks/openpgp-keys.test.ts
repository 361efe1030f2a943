import assert from "node:assert/strict";
import test from "node:test";
import { createMessage, generateKey, sign } from "openpgp";
import { createOpenPgpVerifier } from "../../src/adapters/openpgp/verify.ts";
import type { KeyFacts } from "../../src/domain/signature.ts";
import { findFaultsOfFile } from "../../src/trust/policy/safety.ts";
import {
  armourKey,
  covers,
  fingerprintOf,
  keyIdOf,
  type RawKey,
  signRaw,
  time,
} from "../oracle/build-key.ts";
import { makePolicy } from "../support/approval-story.ts";
import { type Attack, testAttacks } from "../support/attack-scene.ts";
import type { Signer } from "../support/control-repo.ts";
import { armour, packet, subpacket } from "../support/openpgp-packets.ts";
import {
  BORN,
  back,
  bound,
  CERTIFY,
  certified,
  DAY,
  direct,
  disowned,
  ends,
  file,
  flags,
  GOOD,
  ID,
  key,
  ownEnd,
  PICTURE,
  PRIMARY,
  pictured,
  revoked,
  revoker,
  SIGN,
  SUBKEY,
  statement,
  subkey,
  USER,
  unbound,
} from "../support/raw-key-file.ts";

const read = (content: Uint8Array): Promise<KeyFacts> => createOpenPgpVerifier().readKey(content);

/** What the file says of its keys: `good`, `ends <day>`, `revoked`, or nothing for one that may not sign; or the problem of the file. */
function tell({ problems, signers }: KeyFacts): string {
  if (problems.length > 0) return problems.join("; ");
  return signers
    .map(({ revokedBy, expiresAt }) => {
      if (revokedBy !== null) return "revoked";
      return expiresAt === null ? "good" : `ends ${(expiresAt.getTime() / 1000 - BORN) / DAY}`;
    })
    .join(", ");
}

const OTHER = Buffer.from("A");
const other = (type: number, says: readonly Buffer[], day: number) =>
  statement(type, covers.user(key, OTHER), says, { day });

const REVOKED: readonly (readonly [title: string, content: Buffer, days: readonly (number | null)[]])[] = [
  ["a key that nothing revokes", file(USER, GOOD), [null]],
  ["of two revocations the first", file(revoked([], { day: 7 }), revoked([], { day: 3 }), USER, GOOD), [3]],
  [
    "a subkey that was revoked before its key",
    file(revoked([], { day: 7 }), USER, GOOD, SUBKEY, bound([flags(2), back()]), unbound([], { day: 5 })),
    [7, 5],
  ],
  [
    "a subkey that was revoked after its key",
    file(revoked([], { day: 4 }), USER, GOOD, SUBKEY, bound([flags(2), back()]), unbound([], { day: 5 })),
    [4, 4],
  ],
  [
    "two user ids that were revoked one after the other: the key ends with the last",
    file(
      ...[USER, GOOD, disowned([], { day: 2 })],
      ...[packet(13, OTHER), other(0x13, [SIGN], 1), other(0x30, [], 6)],
    ),
    [6],
  ],
];

for (const [title, content, days] of REVOKED) {
  test(`G-71 when it was revoked: ${title}`, async () => {
    const { signers } = await read(content);
    assert.deepEqual(
      signers.map(({ revokedAt }) => revokedAt && (revokedAt.getTime() / 1000 - BORN) / DAY),
      days,
    );
  });
}

type Row = readonly [id: string, title: string, content: Buffer, expected: RegExp];

const RESTRICTED: readonly Row[] = [
  ["G-70", "a certification alone lets the key sign", file(USER, GOOD), /^good$/],
  ["G-70", "a direct-key signature ends the key", file(direct([ends(9)]), USER, GOOD), /^ends 9$/],
  [
    "G-70",
    "a direct-key signature over SHA-1 ends it",
    file(direct([ends(9)], { hash: "sha1" }), USER, GOOD),
    /^ends 9$/,
  ],
  [
    "G-70",
    "an older direct-key signature ends nothing",
    file(direct([ends(9)]), direct([], { day: 2 }), USER, GOOD),
    /^good$/,
  ],
  ["G-70", "a direct-key signature takes the right to sign", file(direct([CERTIFY]), USER, GOOD), /^$/],
  [
    "G-70",
    "a newer certification over SHA-1 ends the key",
    file(USER, GOOD, certified([SIGN, ends(9)], { day: 2, hash: "sha1" })),
    /^ends 9$/,
  ],
  [
    "G-70",
    "a newer certification over SHA-1 takes the right to sign",
    file(USER, GOOD, certified([CERTIFY], { day: 2, hash: "sha1" })),
    /^$/,
  ],
  [
    "G-70",
    "a newer certification over SHA-1 lengthens nothing",
    file(USER, certified([SIGN, ends(9)]), certified([SIGN], { day: 2, hash: "sha1" })),
    /^ends 9$/,
  ],
  [
    "G-70",
    "an older certification ends nothing",
    file(USER, certified([SIGN, ends(9)]), certified([SIGN], { day: 2 })),
    /^good$/,
  ],
  [
    "G-70",
    "of two certifications of one second each restricts",
    file(USER, GOOD, certified([SIGN, ends(9)])),
    /^ends 9$/,
  ],
  [
    "G-70",
    "a certification with an end of its own ends the key then",
    file(USER, certified([SIGN, ownEnd(8)])),
    /^ends 9$/,
  ],
  [
    "G-70",
    "a picture ends the key",
    file(USER, GOOD, packet(17, PICTURE), pictured([SIGN, ends(9)])),
    /^ends 9$/,
  ],
  [
    "G-70",
    "a certification that is kept in its key ring gives no right",
    file(USER, certified([SIGN, subpacket(4, Buffer.from([0]))])),
    /no user id has a self-signature that counts: .*kept in its key ring/,
  ],
  [
    "G-70",
    "a certification without the id of its key gives no right",
    file(USER, certified([SIGN], { unhashed: [] })),
    /without the id of its key/,
  ],
  ...[subpacket(16, Buffer.alloc(8, 1)), subpacket(16, Buffer.alloc(22, 1)), fingerprintOf(revoker)].map(
    (issuer): Row => [
      "G-128",
      `a certification that also names another key of ${issuer.length} octets as its issuer gives no right`,
      file(USER, certified([SIGN, issuer])),
      /with the id of another key/,
    ],
  ),
  [
    "G-128",
    "a newer certification that also names another key ends the key all the same",
    file(USER, GOOD, certified([SIGN, ends(9), fingerprintOf(revoker)], { day: 2 })),
    /^ends 9$/,
  ],
  [
    "G-70",
    "a certification over SHA-1 alone gives no right",
    file(USER, certified([SIGN], { hash: "sha1" })),
    /over sha1 on the user id "Alice.*" \(too weak\)/,
  ],
  [
    "G-70",
    "flags outside of what is signed give no right",
    file(USER, certified([], { unhashed: [keyIdOf(key), SIGN] })),
    /^$/,
  ],
  [
    "G-70",
    "a newer binding over SHA-1 ends the subkey",
    file(
      USER,
      GOOD,
      SUBKEY,
      bound([flags(2), back()]),
      bound([flags(2), back(), ends(9)], { day: 2, hash: "sha1" }),
    ),
    /^good, ends 9$/,
  ],
  [
    "G-70",
    "a newer binding over SHA-1 takes the right to sign",
    file(USER, GOOD, SUBKEY, bound([flags(2), back()]), bound([flags(12)], { day: 2, hash: "sha1" })),
    /^good$/,
  ],
  [
    "G-70",
    "the end of the primary key is that of its subkey",
    file(USER, certified([SIGN, ends(9)]), SUBKEY, bound([flags(2), back()])),
    /^ends 9, ends 9$/,
  ],
  ["G-71", "a revocation over SHA-1", file(revoked([], { hash: "sha1" }), USER, GOOD), /^revoked$/],
  [
    "G-71",
    "a revocation with an end of its own that has passed",
    file(revoked([ownEnd(1)]), USER, GOOD),
    /^revoked$/,
  ],
  [
    "G-71",
    "a revocation before a newer certification",
    file(revoked([]), USER, certified([SIGN], { day: 9 })),
    /^revoked$/,
  ],
  [
    "G-71",
    "a revoked key takes its subkeys along",
    file(revoked([]), USER, GOOD, SUBKEY, bound([flags(2), back()])),
    /^revoked, revoked$/,
  ],
  [
    "G-71",
    "a revoked subkey, over SHA-1 and with an end of its own",
    file(USER, GOOD, SUBKEY, bound([flags(2), back()], { day: 9 }), unbound([ownEnd(1)], { hash: "sha1" })),
    /^good, revoked$/,
  ],
  [
    "G-71",
    "the only user id revoked over SHA-1",
    file(USER, GOOD, disowned([], { day: 2, hash: "sha1" })),
    /^revoked$/,
  ],
  [
    "G-71",
    "the only user id revoked and certified anew",
    file(USER, GOOD, disowned([]), certified([SIGN], { day: 2 })),
    /^good$/,
  ],
  [
    "G-71",
    "a revoked user id and a good one",
    file(
      USER,
      GOOD,
      disowned([], { day: 2 }),
      packet(13, Buffer.from("A")),
      statement(0x13, covers.user(key, Buffer.from("A")), [SIGN]),
    ),
    /^good$/,
  ],
  [
    "G-71",
    "a revocation by a designated revoker",
    file(
      direct([
        subpacket(12, Buffer.concat([Buffer.from([0x80, 22]), Buffer.from(revoker.fingerprint, "hex")])),
      ]),
      revoked([], { by: revoker }),
      USER,
      GOOD,
    ),
    /^packet 3: a revocation by another key, [0-9A-F]{16,40}, which cannot be judged here$/,
  ],
  [
    "G-72",
    "a certification that does not hold",
    file(USER, GOOD, certified([SIGN], { day: 2, isBroken: true })),
    /^packet 4: the certification of 2026-01-03 over sha256 on the user id "Alice.*" does not hold/,
  ],
  [
    "G-72",
    "a certification that is older than the key",
    file(USER, GOOD, certified([SIGN], { day: -1 })),
    /is older than the key/,
  ],
  [
    "G-72",
    "a critical subpacket that nobody knows",
    file(USER, GOOD, certified([subpacket(100 | 0x80, Buffer.from("x"))])),
    /a critical subpacket of type 100/,
  ],
  [
    "G-72",
    "a critical notation",
    file(USER, GOOD, certified([subpacket(20 | 0x80, Buffer.alloc(10))])),
    /a critical subpacket of type 20/,
  ],
  [
    "G-72",
    "a critical subpacket outside of what is signed",
    file(USER, certified([SIGN], { unhashed: [keyIdOf(key), subpacket(27 | 0x80, Buffer.from([3]))] })),
    /a critical subpacket of type 27/,
  ],
  [
    "G-72",
    "two ends in one signature",
    file(USER, certified([SIGN, ends(9), ends(99)])),
    /two subpackets of type 9/,
  ],
  [
    "G-72",
    "an end that is no number of seconds",
    file(USER, certified([SIGN, subpacket(9, Buffer.from([1]))])),
    /type 9 of another length/,
  ],
  [
    "G-72",
    "an end after the last moment that can be written",
    file(USER, certified([SIGN, time(9, 0xffff_ffff)])),
    /beyond the last moment/,
  ],
  [
    "G-72",
    "a direct-key signature behind a user id",
    file(USER, GOOD, direct([ends(9)])),
    /direct-key signature .* has no place there/,
  ],
  [
    "G-72",
    "a revocation behind a user id",
    file(USER, GOOD, revoked([])),
    /key revocation .* has no place there/,
  ],
  [
    "G-72",
    "a signature of version 3 by the key itself",
    file(
      USER,
      GOOD,
      packet(
        2,
        Buffer.concat([
          Buffer.from([3, 5, 0x20, 0, 0, 0, 0]),
          Buffer.from(key.fingerprint.slice(-16), "hex"),
          Buffer.alloc(20),
        ]),
      ),
    ),
    /a signature of version 3/,
  ],
  [
    "G-72",
    "a packet of an unknown kind",
    file(USER, GOOD, packet(60, Buffer.from("x"))),
    /^packet 4: a packet of type 60$/,
  ],
  ["G-72", "a trust packet", file(USER, packet(12, Buffer.from("xx")), GOOD), /a packet of type 12/],
  [
    "G-72",
    "a subkey that stands twice",
    file(USER, GOOD, SUBKEY, bound([flags(2), back()]), SUBKEY, bound([flags(2), back()])),
    /^packet 6: a key that stands twice$/,
  ],
  ["G-72", "the key packet twice", file(PRIMARY, USER, GOOD), /holds 2 keys, and may hold one/],
  [
    "G-72",
    "no packet of a key first",
    Buffer.from(armourKey([USER, PRIMARY])),
    /begins with a packet of type 13/,
  ],
  [
    "G-72",
    "a key packet with more behind its numbers",
    Buffer.from(armourKey([packet(6, Buffer.concat([key.body, Buffer.from([0])])), USER, GOOD])),
    /a key packet of another form/,
  ],
];

for (const [id, title, content, expected] of RESTRICTED) {
  test(`${id}: ${title}`, async () => assert.match(tell(await read(content)), expected));
}

/** Bindings of a subkey that shall sign and may not; the primary key signs all the same. */
const UNBOUND: readonly (readonly [title: string, binding: Buffer, why: RegExp])[] = [
  ["over SHA-1", bound([flags(2), back({ hash: "sha1" })]), /the back signature over sha1 is too weak/],
  [
    "that is broken",
    bound([flags(2), back({ isBroken: true })]),
    /the back signature over sha256 does not hold/,
  ],
  ["older than the subkey", bound([flags(2), back({ day: -1 })]), /its version or time does not fit/],
  [
    "by another key",
    bound([flags(2), back({ by: revoker })]),
    /the back signature over sha256 does not hold/,
  ],
  ["that is good, beside a broken one", bound([flags(2), back(), back({ isBroken: true })]), /does not hold/],
  ["that is missing", bound([flags(2)]), /the subkey did not sign back/],
];

function signerOf(by: RawKey): Signer {
  return async (payload, at) => {
    const hashed = [time(2, at.getTime() / 1000), fingerprintOf(by)];
    const plan = { type: 0, hash: "sha256", hashed, unhashed: [keyIdOf(by)], isBroken: false } as const;
    return armour([packet(2, signRaw(by, Buffer.from(payload), plan))]);
  };
}

for (const [title, binding, why] of UNBOUND) {
  test(`G-73: a subkey with a back signature ${title} may not sign, and the file and the refusal say why`, async () => {
    const content = file(USER, GOOD, SUBKEY, binding);
    const facts = await read(content);
    assert.equal(tell(facts), "good");
    assert.equal(facts.notices.length, 1);
    assert.match(
      facts.notices[0] ?? "",
      new RegExp(`^${subkey.fingerprint} cannot sign: the binding signature`),
    );
    assert.match(facts.notices[0] ?? "", why);
    const text = Buffer.from("text");
    const armoured = await signerOf(subkey)(text, new Date((BORN + 2 * DAY) * 1000));
    const checked = await createOpenPgpVerifier().checkSignature({
      armoured,
      payload: text,
      keyFiles: [content],
    });
    assert.ok(checked.kind === "foreign");
    assert.match(checked.issuer, why);
  });
}

/** Files that nobody can sign with. */
const UNABLE: readonly (readonly [title: string, content: Buffer, why: RegExp])[] = [
  ["may only certify", file(USER, certified([CERTIFY])), /the certification of .* does not let it sign/],
  [
    "may only certify, with a subkey for encryption",
    file(USER, certified([CERTIFY]), SUBKEY, bound([flags(12)])),
    /the certification of .* does not let it sign; .*the binding signature of .* does not let it sign/,
  ],
  ["has no flags at all", file(USER, certified([])), /no signature that counts lets it sign/],
  [
    "has a subkey that another primary key bound",
    file(USER, certified([CERTIFY]), SUBKEY, bound([flags(2), back()], { by: revoker })),
    /no signature binds it/,
  ],
];

for (const [title, content, why] of UNABLE) {
  test(`G-126: a key that ${title} can't be pinned, and the refusal names the cause`, async () => {
    const [fault = "", another] = findFaultsOfFile(await read(content));
    assert.match(fault, /^holds no key that can sign; /);
    assert.match(fault, why);
    assert.equal(another, undefined);
  });
}

test("G-73: a subkey for encryption is no matter for a notice", async () => {
  assert.deepEqual((await read(file(USER, GOOD, SUBKEY, bound([flags(12)])))).notices, []);
});

const LATIN1 = Buffer.from("J\u00fcrgen", "latin1");
const PASSING: readonly (readonly [title: string, content: Buffer])[] = [
  [
    "a user id that is not UTF-8",
    file(packet(13, LATIN1), statement(0x13, covers.user(key, LATIN1), [SIGN])),
  ],
  [
    "a designated revoker who has revoked nothing",
    file(direct([subpacket(12, Buffer.alloc(22, 0x80))]), USER, GOOD),
  ],
  [
    "a certification by somebody else with a critical notation",
    file(
      USER,
      GOOD,
      statement(0x10, covers.user(key, ID), [subpacket(20 | 0x80, Buffer.alloc(10))], { by: revoker }),
    ),
  ],
  [
    "a certification of version 3 by somebody else",
    file(USER, GOOD, packet(2, Buffer.concat([Buffer.from([3, 5, 0x10, 0, 0, 0, 0]), Buffer.alloc(28, 1)]))),
  ],
  [
    "a newer certification over SHA-1 that says the same",
    file(USER, GOOD, certified([SIGN], { day: 2, hash: "sha1" })),
  ],
];

for (const [title, content] of PASSING) {
  test(`K-70: a key with ${title} signs`, async () => assert.equal(tell(await read(content)), "good"));
}

for (const type of ["curve25519", "curve448"] as const) {
  test(`K-70: a key of version 6 on ${type} signs, as does its subkey`, async () => {
    const config = { v6Keys: true };
    const date = new Date("2026-01-01T00:00:00Z");
    const made = await generateKey({
      type,
      userIDs: [{ name: "A" }],
      date,
      format: "object",
      config,
      subkeys: [{ sign: true }],
    });
    const content = Buffer.from(made.publicKey.armor());
    const facts = await read(content);
    assert.equal(tell(facts), "good, good");
    assert.match(facts.fingerprint, /^[0-9A-F]{64}$/);
    const text = Buffer.from("text");
    const message = await createMessage({ binary: text });
    const signed = await sign({ message, signingKeys: made.privateKey, detached: true, date, config });
    const armoured = String(signed).replaceAll("\r\n", "\n");
    const checked = await createOpenPgpVerifier().checkSignature({
      armoured,
      payload: text,
      keyFiles: [content],
    });
    assert.equal(checked.kind, "good");
  });
}

/** Commits that the key, or its subkey, signs, under a policy that pins the file. */
const ATTACKS: readonly Attack[] = (
  [
    [
      "G-70",
      "a direct-key signature over SHA-1 has ended the key",
      file(direct([ends(9)], { hash: "sha1" }), USER, GOOD),
      "STOP_APPROVAL_KEY_EXPIRED",
    ],
    [
      "G-70",
      "a newer certification over SHA-1 takes the right to sign",
      file(USER, GOOD, certified([CERTIFY], { day: 2, hash: "sha1" }), SUBKEY, bound([flags(2), back()])),
      "STOP_APPROVAL_SIGNER_UNKNOWN",
    ],
    [
      "G-71",
      "the key is revoked over SHA-1",
      file(revoked([], { hash: "sha1" }), USER, GOOD),
      "STOP_APPROVAL_KEY_REVOKED",
    ],
    [
      "G-71",
      "another key has revoked the key",
      file(revoked([], { by: revoker }), USER, GOOD),
      "STOP_POLICY_UNSAFE",
    ],
    [
      "G-127",
      "its only certification has a critical user id of the signer",
      file(USER, certified([SIGN, subpacket(28 | 0x80, ID)])),
      "STOP_POLICY_UNSAFE",
    ],
    [
      "G-72",
      "a signature by the key does not hold",
      file(USER, GOOD, certified([SIGN], { isBroken: true })),
      "STOP_POLICY_UNSAFE",
    ],
    [
      "G-73",
      "the subkey's back signature is over SHA-1",
      file(USER, GOOD, SUBKEY, bound([flags(2), back({ hash: "sha1" })])),
      "STOP_APPROVAL_SIGNER_UNKNOWN",
    ],
    [
      "G-73",
      "the subkey's back signature is good",
      file(USER, GOOD, SUBKEY, bound([flags(2), back()])),
      "accepted",
    ],
  ] as const
).map(([id, title, content, expected]) => ({
  id,
  title,
  scene: async () => ({
    policy: makePolicy([{ id: "alice", key: { fingerprint: key.fingerprint } }]),
    keyFiles: { "alice.asc": content.toString("latin1") },
  }),
  async build(scene) {
    await scene.merge(await scene.approve({ signer: signerOf(id === "G-73" ? subkey : key) }));
    return undefined;
  },
  expected,
}));

testAttacks(ATTACKS);
