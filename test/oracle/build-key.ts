import { createHash, type KeyObject, sign } from "node:crypto";
import { packet, subpacket } from "../support/openpgp-packets.ts";
import { loadEd25519, loadP256, loadRsa } from "./seeded-keys.ts";

/** A key of version 4, made from a seed, with which packets of any form can be signed. */
export interface RawKey {
  readonly createdAt: number;
  readonly kind: KeyKind;
  readonly privateKey: KeyObject;
  /** Body of its public key packet. */
  readonly body: Buffer;
  readonly fingerprint: string;
}

export type KeyKind = keyof typeof KINDS;

const KINDS = {
  rsa: { algorithm: 1, oid: Buffer.alloc(0), load: loadRsa },
  p256: { algorithm: 19, oid: Buffer.from("082a8648ce3d030107", "hex"), load: loadP256 },
  ed25519: { algorithm: 22, oid: Buffer.from("092b06010401da470f01", "hex"), load: loadEd25519 },
} as const;

export function makeRawKey(kind: KeyKind, seed: Buffer, createdAt: number): RawKey {
  const { algorithm, oid, load } = KINDS[kind];
  const { privateKey, numbers } = load(seed);
  const body = Buffer.concat([
    Buffer.from([4]),
    number(createdAt, 4),
    Buffer.from([algorithm]),
    oid,
    ...numbers.map(multiPrecision),
  ]);
  const fingerprint = createHash("sha1").update(hashedKey(body)).digest("hex").toUpperCase();
  return { createdAt, kind, privateKey, body, fingerprint };
}

const HASHES = { md5: 1, sha1: 2, sha256: 8, sha384: 9, sha512: 10 } as const;
export type HashName = keyof typeof HASHES;

export interface RawSignature {
  readonly type: number;
  readonly hash: HashName;
  readonly hashed: readonly Buffer[];
  readonly unhashed: readonly Buffer[];
  /** True where the mathematics shall not hold. */
  readonly isBroken: boolean;
}

/** The body of a signature packet of version 4 over `covered`. */
export function signRaw(by: RawKey, covered: Buffer, plan: RawSignature): Buffer {
  const hashed = Buffer.concat(plan.hashed);
  const head = Buffer.concat([
    Buffer.from([4, plan.type, KINDS[by.kind].algorithm, HASHES[plan.hash]]),
    number(hashed.length, 2),
    hashed,
  ]);
  const trailer = Buffer.concat([Buffer.from([4, 0xff]), number(head.length, 4)]);
  const whole = Buffer.concat([covered, head, trailer]);
  const digest = createHash(plan.hash).update(whole).digest();
  const text = by.kind === "ed25519" ? digest : whole;
  const given = plan.isBroken ? Buffer.concat([text, Buffer.from("x")]) : text;
  const key = { key: by.privateKey, dsaEncoding: "ieee-p1363" } as const;
  const made = sign(by.kind === "ed25519" ? null : plan.hash, given, key);
  const numbers = by.kind === "rsa" ? [made] : [made.subarray(0, 32), made.subarray(32)];
  const unhashed = Buffer.concat(plan.unhashed);
  return Buffer.concat([
    head,
    number(unhashed.length, 2),
    unhashed,
    digest.subarray(0, 2),
    ...numbers.map(multiPrecision),
  ]);
}

/** What signatures about the key, a user id or attribute, and a subkey cover. */
export const covers = {
  key: (key: RawKey) => hashedKey(key.body),
  user: (key: RawKey, id: Buffer, tag: 0xb4 | 0xd1 = 0xb4) =>
    Buffer.concat([hashedKey(key.body), Buffer.from([tag]), number(id.length, 4), id]),
  subkey: (key: RawKey, subkey: RawKey) => Buffer.concat([hashedKey(key.body), hashedKey(subkey.body)]),
};

export const time = (type: number, seconds: number) => subpacket(type, number(seconds, 4));
export const fingerprintOf = (key: RawKey) =>
  subpacket(33, Buffer.concat([Buffer.from([4]), Buffer.from(key.fingerprint, "hex")]));
export const keyIdOf = (key: RawKey) => subpacket(16, Buffer.from(key.fingerprint.slice(-16), "hex"));

/** A subpacket whose body may be longer than a plain length octet can say. */
export function longSubpacket(type: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xff]), number(body.length + 1, 4), Buffer.from([type]), body]);
}

export function armourKey(packets: readonly Buffer[]): string {
  const base64 = Buffer.concat(packets).toString("base64").replace(/.{64}/g, "$&\n").trimEnd();
  return `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${base64}\n-----END PGP PUBLIC KEY BLOCK-----\n`;
}

/** A message as the first PGP wrote it, signature before text: GnuPG verifies many of them in one process. */
export function signedMessage(signature: Buffer, text: Buffer): Buffer {
  const literal = Buffer.concat([Buffer.from("b\0\0\0\0\0"), text]);
  return Buffer.concat([packet(2, signature), packet(11, literal)]);
}

function hashedKey(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x99]), number(body.length, 2), body]);
}

function multiPrecision(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const body = first === -1 ? bytes.subarray(bytes.length) : bytes.subarray(first);
  return Buffer.concat([number(body.length * 8 - Math.clz32(body[0] ?? 0) + 24, 2), body]);
}

function number(value: number, octets: 2 | 4): Buffer {
  const bytes = Buffer.alloc(octets);
  bytes.writeUIntBE(value, 0, octets);
  return bytes;
}
