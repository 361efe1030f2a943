import {
  config as defaults,
  enums,
  type Key,
  PublicKeyPacket,
  PublicSubkeyPacket,
  SignaturePacket,
} from "openpgp";
import { hashName, isStrongHash } from "./hash-names.ts";
import { unverifiedCurve } from "./key-algorithm.ts";
import type { Packet } from "./verify-packets.ts";
import type { Statement } from "./verify-state.ts";
import { endAfter, readIssuers, readSignatureBody, type SignatureReading } from "./verify-subpackets.ts";

/** The library checks only the mathematics; trust/ judges weak algorithms, with a reason of its own. */
export const PERMISSIVE = {
  ...defaults,
  rejectHashAlgorithms: new Set<enums.hash>(),
  rejectMessageHashAlgorithms: new Set<enums.hash>(),
  rejectPublicKeyAlgorithms: new Set<enums.publicKey>(),
  rejectCurves: new Set<enums.curve>(),
  minRSABits: 0,
};

export type KeyPacket = Key["keyPacket"];
export type SubkeyPacket = Key["subkeys"][number]["keyPacket"];

/** The part of a key that a signature is about: its type, and what it was made over. */
export interface Subject {
  /** For people: `the key`, `the user id "Alice"`, `the subkey ABCD…`. */
  readonly name: string;
  readonly madeAt: Date;
  readonly types: Readonly<Record<number, Statement["says"]>>;
  readonly data: object;
  /** The subkey, which signs back. */
  readonly subkey: SubkeyPacket | null;
}

/**
 * Reads one signature packet of a key file. Null for a certification by somebody else, which says nothing of the key. Throws a SyntaxError
 * where the key itself is said to have made it and it cannot be read, stands elsewhere than GnuPG looks for it, or does not hold: it could
 * be what restricts the key.
 */
export async function readStatement(
  { body }: Packet,
  primary: KeyPacket,
  subject: Subject,
): Promise<Statement | null> {
  const keyId = primary.getKeyID().toHex().toUpperCase();
  const own = [keyId, primary.getFingerprint().toUpperCase()] as const;
  if (isByAnother(body, own)) return null;
  const reading = readSignatureBody(body);
  const name = `${describe(reading)} on ${subject.name}`;
  const says = subject.types[reading.type];
  if (says === undefined) throw new SyntaxError(`${name} has no place there`);
  if (reading.version !== primary.version)
    throw new SyntaxError(`${name} is of version ${reading.version}, the key is of ${primary.version}`);
  if (reading.createdAt < subject.madeAt) throw new SyntaxError(`${name} is older than the key`);
  const why = await faultOf(body, primary, subject.data);
  if (why !== null) throw new SyntaxError(`${name} does not hold: ${why}`);
  const isBinding = says === "binds";
  const doubt = doubtOf(reading, says, own);
  const back = isBinding && canSign(reading) === true ? await judgeBack(reading, subject) : null;
  const end = endAfter(subject.madeAt.getTime() / 1000, reading.keySeconds);
  return {
    says,
    at: reading.createdAt,
    mayGrant: doubt === null,
    maySign: canSign(reading),
    fault: back?.fault ?? null,
    endsAt: earliest([end, reading.endsAt, back?.endsAt ?? null]),
    name: doubt === null ? name : `${name} (${doubt})`,
  };
}

/** Throws for a revocation by another key: whether that one may revoke cannot be told from this file. */
function isByAnother(body: Uint8Array, own: readonly string[]): boolean {
  const { type, issuers } = readIssuers(body);
  if (issuers.length === 0 || issuers.some((issuer) => own.includes(issuer))) return false;
  if (type !== enums.signature.keyRevocation && type !== enums.signature.subkeyRevocation) return true;
  throw new SyntaxError(`a revocation by another key, ${issuers[0]}, which cannot be judged here`);
}

/** Why the signature gives no right although it holds, or null. */
function doubtOf(
  reading: SignatureReading,
  says: Statement["says"],
  own: readonly [keyId: string, fingerprint: string],
): string | null {
  if (reading.isLocal) return "kept in its key ring";
  // GnuPG finds the maker of a signature by this id, and passes over one without it.
  if (reading.version === 4 && !reading.issuers.includes(own[0])) return "without the id of its key";
  if (reading.issuers.some((issuer) => !own.includes(issuer))) return "with the id of another key";
  const isWeak = says === "binds" ? !isStrongHash(reading.hash) : reading.hash === enums.hash.md5;
  return isWeak ? "too weak" : null;
}

/**
 * A subkey that signs must sign back (RFC 9580 section 5.2.1.10); without it, anybody's key could be claimed as a subkey. GnuPG heeds the
 * newest signature of several, so each of them has to hold.
 */
async function judgeBack(
  { embedded }: SignatureReading,
  { subkey, data, madeAt }: Subject,
): Promise<{ readonly fault: string | null; readonly endsAt: Date | null } | null> {
  if (subkey === null) return null;
  const backs = embedded
    .map((body) => ({ body, reading: readSignatureBody(body) }))
    .filter(({ reading }) => reading.type === enums.signature.keyBinding);
  const endsAt = earliest(backs.map(({ reading }) => reading.endsAt));
  if (backs.length === 0) return { fault: "the subkey did not sign back", endsAt };
  for (const { body, reading } of backs) {
    const what = `the back signature over ${hashName(reading.hash)}`;
    if (!isStrongHash(reading.hash)) return { fault: `${what} is too weak`, endsAt };
    const isFitting = reading.version === subkey.version && reading.createdAt >= madeAt;
    const why = isFitting ? await faultOf(body, subkey, data) : "its version or time does not fit";
    if (why !== null) return { fault: `${what} does not hold: ${why}`, endsAt };
  }
  return { fault: null, endsAt };
}

/** Why the mathematics of the signature are wrong, or null. */
async function faultOf(body: Uint8Array, by: KeyPacket | SubkeyPacket, data: object): Promise<string | null> {
  const curve = unverifiedCurve(by);
  if (curve !== null) return `signatures on the curve ${curve} are not verified here`;
  try {
    const signature = new SignaturePacket();
    signature.read(body);
    // The library refuses all signatures of a key that others may revoke; here the revocation itself is refused.
    signature.revocationKeyClass = null;
    const { signatureType, created } = signature;
    if (signatureType === null || created === null) return "no type or time";
    // The check uses the signature's own time, so that the clock of this process has no influence.
    await signature.verify(by, signatureType, data, created, false, PERMISSIVE);
    return null;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

/** Reads a key packet; throws where the library does not know it, or would write it otherwise than it stands. */
export async function readKeyPacket(packet: Packet): Promise<KeyPacket> {
  const key = new PublicKeyPacket();
  await key.read(packet.body);
  return asWritten(key, packet);
}

/** As `readKeyPacket`, for a subkey. */
export async function readSubkeyPacket(packet: Packet): Promise<SubkeyPacket> {
  const key = new PublicSubkeyPacket();
  await key.read(packet.body);
  return asWritten(key, packet);
}

function asWritten<K extends PublicKeyPacket | PublicSubkeyPacket>(key: K, { body }: Packet): K {
  if (!Buffer.from(key.write()).equals(body)) throw new SyntaxError("a key packet of another form");
  return key;
}

const TYPES: Readonly<Record<number, string>> = {
  16: "the certification",
  17: "the certification",
  18: "the certification",
  19: "the certification",
  24: "the binding signature",
  31: "the direct-key signature",
  32: "the key revocation",
  40: "the subkey revocation",
  48: "the certification revocation",
};

function describe({ type, createdAt, hash }: SignatureReading): string {
  const what = TYPES[type] ?? `the signature of type ${type}`;
  return `${what} of ${createdAt.toISOString().slice(0, 10)} over ${hashName(hash)}`;
}

function canSign({ flags }: SignatureReading): boolean | null {
  return flags === null ? null : (flags & enums.keyFlags.signData) !== 0;
}

function earliest(dates: readonly (Date | null)[]): Date | null {
  return dates.reduce(
    (first, date) => (first === null || (date !== null && date < first) ? date : first),
    null,
  );
}
