import { createHash } from "node:crypto";
import {
  armourKey,
  covers,
  fingerprintOf,
  type HashName,
  keyIdOf,
  longSubpacket,
  makeRawKey,
  type RawKey,
  signRaw,
  time,
} from "../oracle/build-key.ts";
import { packet, subpacket } from "./openpgp-packets.ts";

// A key file put together packet by packet: an RSA key, its user id, a picture and a subkey, each with any signature.

export const DAY = 86_400;
export const BORN = Date.parse("2026-01-01T00:00:00Z") / 1000;
export const key = makeRawKey("rsa", Buffer.from([0]), BORN);
export const subkey = makeRawKey("rsa", Buffer.from([1]), BORN);
export const revoker = makeRawKey("ed25519", createHash("sha256").update("revoker").digest(), BORN);

export const flags = (octet: number) => subpacket(27, Buffer.from([octet]));
export const [SIGN, CERTIFY] = [flags(3), flags(1)];
export const ends = (days: number) => time(9, days * DAY);
export const ownEnd = (days: number) => time(3, days * DAY);

/** What a signature differs in from a good one by the primary key. */
export interface Plan {
  readonly day?: number;
  readonly hash?: HashName;
  readonly by?: RawKey;
  readonly unhashed?: readonly Buffer[];
  readonly isBroken?: boolean;
}

export function statement(
  type: number,
  covered: Buffer,
  says: readonly Buffer[] = [],
  plan: Plan = {},
): Buffer {
  const { day = 1, hash = "sha256", by = key, unhashed = [keyIdOf(by)], isBroken = false } = plan;
  const hashed = [time(2, BORN + day * DAY), fingerprintOf(by), ...says];
  return packet(2, signRaw(by, covered, { type, hash, hashed, unhashed, isBroken }));
}

export const direct = (says: readonly Buffer[], plan?: Plan) => statement(0x1f, covers.key(key), says, plan);
export const revoked = (says: readonly Buffer[], plan?: Plan) => statement(0x20, covers.key(key), says, plan);
export const ID = Buffer.from("Alice <alice@example.org>");
export const PICTURE = Buffer.concat([Buffer.from([8, 1]), Buffer.from("picture")]);
export const certified = (says: readonly Buffer[], plan?: Plan) =>
  statement(0x13, covers.user(key, ID), says, plan);
export const disowned = (says: readonly Buffer[], plan?: Plan) =>
  statement(0x30, covers.user(key, ID), says, plan);
export const pictured = (says: readonly Buffer[], plan?: Plan) =>
  statement(0x13, covers.user(key, PICTURE, 0xd1), says, plan);
export const bound = (says: readonly Buffer[], plan?: Plan) =>
  statement(0x18, covers.subkey(key, subkey), says, plan);
export const unbound = (says: readonly Buffer[], plan?: Plan) =>
  statement(0x28, covers.subkey(key, subkey), says, plan);
export function back({ hash = "sha256", by = subkey, isBroken = false, day = 1 }: Plan = {}): Buffer {
  const hashed = [time(2, BORN + day * DAY), fingerprintOf(by)];
  const plan = { type: 0x19, hash, hashed, unhashed: [keyIdOf(by)], isBroken };
  return longSubpacket(32, signRaw(by, covers.subkey(key, subkey), plan));
}

export const PRIMARY = packet(6, key.body);
export const USER = packet(13, ID);
export const SUBKEY = packet(14, subkey.body);
export const GOOD = certified([SIGN]);
export const file = (...packets: readonly Buffer[]) => Buffer.from(armourKey([PRIMARY, ...packets]));
