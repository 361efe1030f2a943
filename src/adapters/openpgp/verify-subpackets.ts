import { bigEndian, readLength } from "./verify-packets.ts";

/** What a signature packet states, by its bytes alone; nothing here says that the signature holds (RFC 9580 section 5.2). */
export interface SignatureReading {
  readonly version: 4 | 6;
  readonly type: number;
  readonly hash: number;
  readonly createdAt: Date;
  /** End of the signature itself. */
  readonly endsAt: Date | null;
  /** Seconds from the making of the key that it is about to that key's end; null or 0 for no end. */
  readonly keySeconds: number | null;
  /** The first octet of the key flags, or null where the signature has none. */
  readonly flags: number | null;
  /** True for a signature that is not meant to leave its key ring, and that GnuPG does not import. */
  readonly isLocal: boolean;
  /** Key ids and fingerprints of the keys that are named as the issuer, upper-case hex. */
  readonly issuers: readonly string[];
  readonly embedded: readonly Uint8Array[];
}

const CREATED = 2;
const ENDS = 3;
const EXPORTABLE = 4;
const KEY_ENDS = 9;
const ISSUER = 16;
const FLAGS = 27;
const EMBEDDED = 32;
const ISSUER_FINGERPRINT = 33;

/** Readers differ on which of two counts. */
const ONCE = [CREATED, ENDS, EXPORTABLE, KEY_ENDS, FLAGS];
/**
 * Types whose meaning is known here, or that say nothing of whether a key may sign; any other must not be critical, nor may what GnuPG does not
 * know, such as the preferences of a key server (23) and the user id of the signer (28).
 */
const KNOWN = new Set([...ONCE, ISSUER, EMBEDDED, ISSUER_FINGERPRINT, 11, 21, 22, 24, 25, 26, 29, 30]);
/** All that GnuPG heeds outside of what is signed. */
const UNSIGNED = new Set([ISSUER, EMBEDDED, ISSUER_FINGERPRINT]);

interface Subpacket {
  readonly type: number;
  readonly isCritical: boolean;
  readonly body: Uint8Array;
}

/** The type of a signature, and the key ids and fingerprints of its issuer, upper-case hex, of any version that GnuPG reads. */
export function readIssuers(body: Uint8Array): {
  readonly type: number;
  readonly issuers: readonly string[];
} {
  const [version, length, type = 0] = body;
  if (version === 3 && length === 5) return { type, issuers: [hex(body.subarray(7, 15))] };
  const areas = readAreas(body);
  const named = [...readSubpackets(areas.hashed), ...readSubpackets(areas.unhashed)];
  return { type: body[1] ?? 0, issuers: named.flatMap(issuersOf) };
}

/** Reads the body of a signature packet; throws a SyntaxError on whatever two readers could understand differently. */
export function readSignatureBody(body: Uint8Array): SignatureReading {
  const [, type = 0, , hash = 0] = body;
  const areas = readAreas(body);
  const hashed = readSubpackets(areas.hashed);
  const unhashed = readSubpackets(areas.unhashed);
  refuseUnknown(hashed, unhashed);
  const seconds = (wanted: number) => readSeconds(hashed, wanted);
  const created = seconds(CREATED);
  if (created === null) throw new SyntaxError("a signature without a time");
  const named = [...hashed, ...unhashed];
  return {
    version: areas.version,
    type,
    hash,
    createdAt: new Date(created * 1000),
    endsAt: endAfter(created, seconds(ENDS)),
    keySeconds: seconds(KEY_ENDS),
    flags: flagsOf(hashed),
    isLocal: hashed.some((each) => each.type === EXPORTABLE && each.body[0] !== 1),
    issuers: named.flatMap(issuersOf),
    embedded: named.filter((each) => each.type === EMBEDDED).map((each) => each.body),
  };
}

/** A moment `seconds` after `start`, both of 32 bits; null for none. Throws where GnuPG would begin again at 1970. */
export function endAfter(start: number, seconds: number | null): Date | null {
  if (seconds === null || seconds === 0) return null;
  if (start + seconds > 0xffff_ffff)
    throw new SyntaxError("an end beyond the last moment that can be written");
  return new Date((start + seconds) * 1000);
}

function readAreas(body: Uint8Array) {
  const [version] = body;
  if (version !== 4 && version !== 6) throw new SyntaxError(`a signature of version ${version}`);
  const octets = version === 6 ? 4 : 2;
  const area = (at: number) => {
    const start = at + octets;
    const end = start + bigEndian(body.subarray(at, start));
    if (end > body.length) throw new SyntaxError("subpackets that go past the end");
    return { bytes: body.subarray(start, end), end };
  };
  const hashed = area(4);
  return { version, hashed: hashed.bytes, unhashed: area(hashed.end).bytes } as const;
}

/** GnuPG writes a dozen at most; each designated revoker and notation is one more. */
const MOST_SUBPACKETS = 1000;

function readSubpackets(area: Uint8Array): readonly Subpacket[] {
  const subpackets: Subpacket[] = [];
  for (let at = 0; at < area.length; ) {
    const length = readLength(area, at, 254);
    const end = length === null ? 0 : length.next + length.value;
    if (length === null || length.value === 0 || end > area.length)
      throw new SyntaxError("a subpacket that goes past the end");
    const type = area[length.next] ?? 0;
    if (subpackets.length === MOST_SUBPACKETS)
      throw new SyntaxError(`more than ${MOST_SUBPACKETS} subpackets`);
    subpackets.push({
      type: type & 0x7f,
      isCritical: type >= 0x80,
      body: area.subarray(length.next + 1, end),
    });
    at = end;
  }
  return subpackets;
}

function refuseUnknown(hashed: readonly Subpacket[], unhashed: readonly Subpacket[]): void {
  const unknown =
    hashed.find((each) => each.isCritical && !KNOWN.has(each.type)) ??
    unhashed.find((each) => each.isCritical && !UNSIGNED.has(each.type));
  if (unknown !== undefined)
    throw new SyntaxError(`a critical subpacket of type ${unknown.type} that is not understood`);
  const twice = ONCE.find((type) => hashed.filter((each) => each.type === type).length > 1);
  if (twice !== undefined) throw new SyntaxError(`two subpackets of type ${twice}`);
}

function readSeconds(hashed: readonly Subpacket[], type: number): number | null {
  const found = hashed.find((each) => each.type === type);
  if (found === undefined) return null;
  if (found.body.length !== 4) throw new SyntaxError(`a subpacket of type ${type} of another length`);
  return bigEndian(found.body);
}

/** Flags without an octet permit nothing. */
function flagsOf(hashed: readonly Subpacket[]): number | null {
  const found = hashed.find((each) => each.type === FLAGS);
  return found === undefined ? null : (found.body[0] ?? 0);
}

function issuersOf({ type, body }: Subpacket): readonly string[] {
  if (type === ISSUER) return [hex(body)];
  return type === ISSUER_FINGERPRINT ? [hex(body.subarray(1))] : [];
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}
