import { subpacket } from "../support/openpgp-packets.ts";
import { longSubpacket, time } from "./build-key.ts";
import type { Dice } from "./dice.ts";

const text = (words: string) => Buffer.from(words);
const NOTATION = Buffer.concat([
  Buffer.from([0x80, 0, 0, 0, 0, 13, 0, 3]),
  text("a@example.org"),
  text("yes"),
]);
const URI = text("https://example.org");

/** Subpackets that a key of GnuPG has seldom or never, each with the type and one of the bodies that it may have. */
const KINDS: readonly [Kind, ...Kind[]] = [
  // Not exportable, trust, regular expression: they speak of certifications by others.
  [4, [Buffer.from([0]), Buffer.from([1])]],
  [5, [Buffer.from([0, 0]), Buffer.from([1, 60])]],
  [6, [text("<[^>]+[@.]example\\.org>$\0")]],
  // Whether the signature may be revoked.
  [7, [Buffer.from([0]), Buffer.from([0]), Buffer.from([1]), Buffer.alloc(0)]],
  // What the key prefers, its server, its policy, its features.
  [11, [Buffer.from([9, 8, 7]), Buffer.alloc(0)]],
  [23, [Buffer.from([0x80])]],
  [24, [URI]],
  [26, [URI]],
  [30, [Buffer.from([1]), Buffer.from([0]), Buffer.from([7, 0])]],
  // Notations, that of the first user id, the reason of a revocation, who signed.
  [20, [NOTATION, NOTATION.subarray(0, 9)]],
  [25, [Buffer.from([1]), Buffer.from([1]), Buffer.from([0]), Buffer.alloc(0)]],
  [28, [text("alice@example.org")]],
  [29, [Buffer.from([0]), Buffer.from([1]), Buffer.from([2]), Buffer.from([3]), Buffer.from([32])]],
  // Target, recipient, attestations, and numbers that nobody has given out.
  [31, [Buffer.concat([Buffer.from([1, 8]), Buffer.alloc(32)])]],
  [35, [Buffer.concat([Buffer.from([4]), Buffer.alloc(20)])]],
  [37, [Buffer.alloc(0), Buffer.alloc(32)]],
  [40, [text("x")]],
  [100, [text("x")]],
  [127, [Buffer.alloc(0)]],
];
type Kind = readonly [type: number, bodies: readonly [Buffer, ...Buffer[]]];

/** One to three of them, some critical, some with a length of five octets; and an end that is none. */
export function oddSubpackets(dice: Dice): readonly Buffer[] {
  if (dice.chance(0.2)) return [time(9 | (dice.chance(0.3) ? 0x80 : 0), 0)];
  return Array.from({ length: 1 + dice.below(3) }, () => {
    const [type, bodies] = dice.one(KINDS);
    const body = dice.one(bodies);
    const made = type | (dice.chance(0.2) ? 0x80 : 0);
    return dice.chance(0.1) ? longSubpacket(made, body) : subpacket(made, body);
  });
}
