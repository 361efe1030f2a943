import { createHash } from "node:crypto";
import { packet, subpacket } from "../support/openpgp-packets.ts";
import {
  covers,
  fingerprintOf,
  type HashName,
  keyIdOf,
  longSubpacket,
  makeRawKey,
  type RawKey,
  signRaw,
  time,
} from "./build-key.ts";
import { type Dice, makeDice } from "./dice.ts";
import { oddSubpackets } from "./odd-subpackets.ts";

/** The moment of all verdicts, seconds. */
export const NOW = Date.parse("2026-06-01T12:00:00Z") / 1000;
const DAY = 86_400;

export interface RandomKey {
  readonly seed: number;
  /** True for a key of the kind that GnuPG itself makes: both have to agree on it. */
  readonly isPlain: boolean;
  /** The packets of its public half. */
  readonly bytes: Buffer;
  readonly primary: RawKey;
  /** The primary key and every subkey that might sign. */
  readonly parts: readonly RawKey[];
}

/** A key with signatures in random order, kind, hash, time, flags and ends, the same for the same seed. */
export function makeRandomKey(seed: number): RandomKey {
  const dice = makeDice(seed);
  const isPlain = dice.chance(0.25);
  const odd = (chance: number) => !isPlain && dice.chance(chance);
  // The second tells keys apart that share one of the few RSA moduli and a day.
  const born = NOW - (2 + dice.below(900)) * DAY - ((seed * 10) % 80_000);
  const make = (role: string, at: number) =>
    makeRawKey(
      dice.one(["rsa", "rsa", "p256", "ed25519"]),
      createHash("sha256").update(`${role} ${seed}`).digest(),
      at,
    );
  const key = make("primary", born);
  const revoker = make("revoker", born);
  const subkeys = Array.from({ length: dice.below(3) }, (_, index) =>
    make(`subkey ${index}`, born + index + 1 + dice.below(2) * DAY),
  );
  const self = (type: number, covered: Buffer, more: Partial<Statement> = {}) =>
    signStatement({ dice, odd, isPlain, key }, { type, covered, subkey: null, ...more });
  const some = (least: number, make: () => Buffer): Buffer[] =>
    Array.from({ length: least + (isPlain ? 0 : dice.below(3)) }, make);
  const user = (name: string, tag: 0xb4 | 0xd1 = 0xb4) => {
    const id = tag === 0xb4 ? Buffer.from(name) : Buffer.from(`${name}`);
    const covered = covers.user(key, id, tag);
    return [
      packet(tag === 0xb4 ? 13 : 17, id),
      ...dice.shuffled([
        ...some(1, () => self(dice.one([0x10, 0x13, 0x13, 0x13]), covered)),
        ...(odd(0.2) ? [self(0x30, covered)] : []),
        ...(odd(0.12) ? [foreign(dice, revoker, dice.one([0x10, 0x13, 0x30, 0x18, 0x1f]), covered)] : []),
      ]),
    ];
  };
  const subkey = (own: RawKey) => {
    const covered = covers.subkey(key, own);
    return [
      packet(14, own.body),
      ...dice.shuffled([
        ...some(1, () => self(0x18, covered, { subkey: own })),
        ...(odd(0.12) || dice.chance(0.04) ? [self(0x28, covered, { subkey: own })] : []),
        ...(odd(0.04) ? [foreign(dice, revoker, dice.one([0x18, 0x28, 0x10]), covered)] : []),
      ]),
    ];
  };
  const direct = dice.shuffled([
    ...(odd(0.35) ? some(1, () => self(0x1f, covers.key(key))) : []),
    ...(odd(0.08) || dice.chance(0.04) ? [self(0x20, covers.key(key))] : []),
    ...(odd(0.04) ? [foreign(dice, revoker, 0x20, covers.key(key))] : []),
  ]);
  const picture = Buffer.concat([Buffer.from([8, 1]), Buffer.from("picture")]);
  const packets = [
    packet(6, key.body),
    ...direct,
    ...user("Alice <alice@example.org>"),
    ...(odd(0.4) ? user("Alice <alice@example.com>") : []),
    ...(odd(0.1) ? user(picture.toString("latin1"), 0xd1) : []),
    ...(odd(0.03) ? user(dice.one(["\0", "\u0008\u0064", "x"]), 0xd1) : []),
    ...(odd(0.03) ? user("Alice <alice@example.org>") : []),
    ...(odd(0.02) ? [self(0x1f, covers.key(key))] : []),
    ...subkeys.flatMap(subkey),
    ...(odd(0.01) ? [packet(60, Buffer.from("x"))] : []),
  ];
  const order = odd(0.06) ? moved(dice, packets) : packets;
  return { seed, isPlain, bytes: Buffer.concat(order), primary: key, parts: [key, ...subkeys] };
}

/** One packet behind the first elsewhere than it belongs: a signature under another user id or subkey, a subkey before the user ids. */
function moved(dice: Dice, packets: readonly Buffer[]): readonly Buffer[] {
  const from = 1 + dice.below(packets.length - 1);
  const rest = packets.filter((_, index) => index !== from);
  const to = 1 + dice.below(rest.length);
  return [...rest.slice(0, to), ...packets.slice(from, from + 1), ...rest.slice(to)];
}

interface Statement {
  readonly type: number;
  readonly covered: Buffer;
  readonly subkey: RawKey | null;
}

interface Makers {
  readonly dice: Dice;
  readonly odd: (chance: number) => boolean;
  readonly isPlain: boolean;
  readonly key: RawKey;
}

function signStatement({ dice, odd, isPlain, key }: Makers, { type, covered, subkey }: Statement): Buffer {
  const hash: HashName = odd(0.3) ? dice.one(["sha1", "sha1", "md5"]) : dice.one(["sha256", "sha512"]);
  const about = subkey ?? key;
  const days = Math.floor((NOW - about.createdAt) / DAY);
  // Few different days, so that ties are common.
  const age = Math.floor((dice.below(4) * days) / 4);
  const early = odd(0.02) ? -DAY : 0;
  const at = odd(0.02) ? NOW + DAY : about.createdAt + age * DAY + early;
  const isRevocation = [0x20, 0x28, 0x30].includes(type);
  const criticality = odd(0.03) ? 0x80 : 0;
  const rare = odd(0.1) ? dice.one([0, 1, 2, 3, 0x20, 0x80]) : null;
  const flags = rare ?? (subkey === null ? dice.one([3, 3, 3, 1]) : dice.one([2, 2, 2, 12]));
  const ends = dice.one(isPlain ? [0, 0, 10 * days + 400, days - 1] : [0, 0, 0, 1, days - 1, 5000]) * DAY;
  const hashed = [
    time(2 | (odd(0.1) ? 0x80 : 0), at),
    ...(odd(0.1) ? [] : [fingerprintOf(key)]),
    ...(isRevocation || odd(0.15) ? [] : [subpacket(27 | (odd(0.1) ? 0x80 : 0), Buffer.from([flags]))]),
    ...(isRevocation || ends <= 0 ? [] : [time(9, ends)]),
    ...(odd(0.08) ? [time(3, dice.one([0, 1, days, 5000]) * DAY + dice.below(2))] : []),
    ...(odd(0.03) ? [subpacket(4 | criticality, Buffer.from([dice.below(2)]))] : []),
    ...(odd(0.03) ? [time(9, 3 * DAY)] : []),
    ...(odd(0.01) ? [time(dice.one([3, 9]), dice.one([0xffff_ffff, 0xf000_0000]))] : []),
    ...(odd(0.02) ? [subpacket(27, Buffer.alloc(dice.below(2), 3))] : []),
    ...(odd(0.03)
      ? [subpacket(dice.one([25, 30, 23, 100, 5, 6, 7, 20, 31, 34]) | criticality, ODD_BODY)]
      : []),
    ...(odd(0.04)
      ? [subpacket(12 | criticality, Buffer.concat([Buffer.from([0x80, 22]), Buffer.alloc(20)]))]
      : []),
    ...(odd(0.12) ? oddSubpackets(dice) : []),
  ];
  const unhashed = [
    ...(odd(0.03) ? oddSubpackets(dice) : []),
    ...(odd(0.05) ? [] : [keyIdOf(key)]),
    ...(odd(0.04) ? [time(9, DAY)] : []),
    ...(odd(0.04) ? [subpacket(27 | criticality, Buffer.from([3]))] : []),
  ];
  const backs =
    type !== 0x18 || subkey === null || ((flags & 2) === 0 && !odd(0.1))
      ? []
      : signBacks({ dice, odd, key }, subkey, { covered, at });
  const [back, more] = odd(0.2) ? [backs, []] : [[], backs];
  return packet(
    2,
    signRaw(key, covered, {
      type,
      hash,
      hashed: [...dice.shuffled(hashed), ...back],
      unhashed: [...dice.shuffled(unhashed), ...more],
      isBroken: odd(0.01),
    }),
  );
}

const ODD_BODY = Buffer.from([0, 0, 0, 1]);

/** The signatures by which the subkey agrees: mostly one, sometimes none, several, weak, broken or ended ones. */
function signBacks(
  { dice, odd, key }: Pick<Makers, "dice" | "odd" | "key">,
  subkey: RawKey,
  { covered, at }: { readonly covered: Buffer; readonly at: number },
): readonly Buffer[] {
  const count = odd(0.05) ? 0 : odd(0.05) ? 2 : 1;
  return Array.from({ length: count }, () => {
    const plan = {
      type: odd(0.02) ? dice.one([0x18, 0x1f, 0x10, 0]) : 0x19,
      hash: odd(0.08) ? dice.one(["sha1", "md5"] as const) : dice.one(["sha256", "sha512"] as const),
      hashed: [
        time(2, odd(0.03) ? subkey.createdAt - DAY : Math.max(at, subkey.createdAt) + dice.below(2)),
        fingerprintOf(subkey),
        ...(odd(0.03) ? [time(3, DAY)] : []),
      ],
      unhashed: [keyIdOf(subkey)],
      isBroken: odd(0.04),
    };
    const by = odd(0.02) ? key : subkey;
    const body = signRaw(by, covered, plan);
    return longSubpacket(32, odd(0.02) ? body.subarray(0, dice.below(body.length)) : body);
  });
}

/** A signature by a key that the file does not hold. */
function foreign(dice: Dice, by: RawKey, type: number, covered: Buffer): Buffer {
  const hashed = [time(2, by.createdAt + dice.below(2) * DAY), fingerprintOf(by)];
  return packet(
    2,
    signRaw(by, covered, { type, hash: "sha256", hashed, unhashed: [keyIdOf(by)], isBroken: false }),
  );
}
