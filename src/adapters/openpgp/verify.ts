import { createMessage, enums, type KeyID, SignaturePacket } from "openpgp";
import type { SignatureFacts } from "../../domain/signature.ts";
import type { SignatureVerifier } from "../../ports/signature-verifier.ts";
import { hashName } from "./hash-names.ts";
import { decodeArmour } from "./verify-armour.ts";
import { type ParsedKey, type ParsedSigner, parseKeyFile } from "./verify-key.ts";
import { readPackets } from "./verify-packets.ts";
import { PERMISSIVE } from "./verify-statements.ts";
import { readSignatureBody, type SignatureReading } from "./verify-subpackets.ts";

/** The largest key of RSA makes a signature of three kilobytes. */
const MAX_ARMOUR_CHARACTERS = 16_384;

/** Verifies OpenPGP signatures with openpgp.js from bytes alone: no gpg, no key ring, no trust model. */
export function createOpenPgpVerifier(): SignatureVerifier {
  const parsed = new WeakMap<Uint8Array, Promise<ParsedKey>>();
  const keyOf = (file: Uint8Array): Promise<ParsedKey> => {
    const known = parsed.get(file) ?? parseKeyFile(file);
    parsed.set(file, known);
    return known;
  };
  return {
    system: "openpgp",
    readKey: async (file) => (await keyOf(file)).facts,
    async checkSignature({ armoured, payload, keyFiles }): Promise<SignatureFacts> {
      const read = readOnlySignature(armoured);
      if (read.kind !== "one") return read;
      const { signature, reading } = read;
      const keys = await Promise.all(keyFiles.map(keyOf));
      const candidates = keys.flatMap((key) =>
        key.signers
          .filter((signer) => isIssuer(signature, reading, signer))
          .map((signer) => ({ key, signer })),
      );
      if (candidates.length === 0) return { kind: "foreign", issuer: issuerOf(signature, keys) };
      let why = "";
      for (const { key, signer } of candidates) {
        const fault = await faultOf(signature, signer, payload);
        if (fault === null) return good(reading, key, signer);
        why = fault;
      }
      return { kind: "bad", key: candidates[0]?.key.facts.fingerprint ?? "", why };
    },
    async namesKey(armoured, keyFiles) {
      const bytes = armoured.length > MAX_ARMOUR_CHARACTERS ? null : decodeArmour(armoured, "PGP SIGNATURE");
      if (bytes === null) return false;
      const keys = await Promise.all(keyFiles.map(keyOf));
      return keys.some(({ signers }) => signers.some((signer) => holdsIdOf(signer, bytes)));
    },
  };
}

type ReadSignature =
  | { readonly kind: "one"; readonly signature: SignaturePacket; readonly reading: SignatureReading }
  | Extract<SignatureFacts, { readonly kind: "absent" | "several" | "unreadable" }>;

function readOnlySignature(armoured: string): ReadSignature {
  if (armoured.length > MAX_ARMOUR_CHARACTERS)
    return { kind: "unreadable", why: `longer than ${MAX_ARMOUR_CHARACTERS} characters` };
  const bytes = decodeArmour(armoured, "PGP SIGNATURE");
  const packets = bytes === null ? null : readPackets(bytes);
  if (packets === null) return { kind: "unreadable", why: "the armour or its packets are broken" };
  const [packet, another] = packets;
  if (packet === undefined) return { kind: "absent" };
  if (another !== undefined) return { kind: "several", count: packets.length };
  if (packet.tag !== enums.packet.signature)
    return { kind: "unreadable", why: `a packet of type ${packet.tag}` };
  try {
    const reading = readSignatureBody(packet.body);
    if (reading.type !== enums.signature.binary)
      return { kind: "unreadable", why: `a signature of type ${reading.type}` };
    const signature = new SignaturePacket();
    signature.read(packet.body);
    return { kind: "one", signature, reading };
  } catch (cause) {
    return { kind: "unreadable", why: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** Lets the library check the signature against this one key: the mathematics, critical subpackets and notations. */
async function faultOf(
  signature: SignaturePacket,
  signer: ParsedSigner,
  payload: Uint8Array,
): Promise<string | null> {
  const [literal] = (await createMessage({ binary: payload })).packets;
  if (literal === undefined) throw new Error("a message without its literal packet");
  if (signature.version !== signer.keyPacket.version)
    return `its version ${signature.version} is not the key's`;
  // The check uses the signature's own time, so that the clock of this process has no influence.
  const ownTime = signature.created ?? new Date(0);
  try {
    await signature.verify(signer.keyPacket, enums.signature.binary, literal, ownTime, true, PERMISSIVE);
    return null;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

function good(reading: SignatureReading, key: ParsedKey, signer: ParsedSigner): SignatureFacts {
  return {
    kind: "good",
    key: key.facts.fingerprint,
    signer: signer.facts,
    hash: hashName(reading.hash),
    createdAt: reading.createdAt,
    expiresAt: reading.endsAt,
  };
}

/** Whether the signature may be by this key: whatever it names as its issuer must be this one; the check itself decides. */
function isIssuer(
  signature: SignaturePacket,
  { issuers }: SignatureReading,
  { facts, keyPacket }: ParsedSigner,
): boolean {
  const own = [facts.fingerprint, keyPacket.getKeyID().toHex().toUpperCase()];
  return isSameId(signature.issuerKeyID, keyPacket.getKeyID()) && issuers.every((each) => own.includes(each));
}

/** Whether the id of the key stands in the bytes: every signature holds it, in a fingerprint or by itself. */
function holdsIdOf({ keyPacket }: ParsedSigner, bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(
    Buffer.from(keyPacket.getKeyID().toHex(), "hex"),
  );
}

function isSameId(a: KeyID, b: KeyID): boolean {
  return a.toHex() === b.toHex();
}

function fingerprintOf(signature: SignaturePacket): string | null {
  const bytes = signature.issuerFingerprint;
  return bytes === null ? null : Buffer.from(bytes).toString("hex").toUpperCase();
}

/** The key that the signature names, and why it does not count where one of the files holds it. */
function issuerOf(signature: SignaturePacket, keys: readonly ParsedKey[]): string {
  const id = signature.issuerKeyID.toHex().toUpperCase();
  const named = fingerprintOf(signature);
  const held = keys
    .flatMap(({ others }) => others)
    .find(({ fingerprint }) => fingerprint === named || (named === null && fingerprint.endsWith(id)));
  if (held !== undefined) return `${held.fingerprint}, which may not sign: ${held.why}`;
  return named ?? (id === "" ? "no key is named" : `key id ${id}`);
}
