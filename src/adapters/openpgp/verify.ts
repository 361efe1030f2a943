import { createMessage, enums, type KeyID, readSignature, type SignaturePacket } from "openpgp";
import type { SignatureFacts } from "../../domain/signature.ts";
import type { SignatureVerifier } from "../../ports/signature-verifier.ts";
import { decodeArmour, readPacketTags, SIGNATURE_TAG } from "./verify-armour.ts";
import { type ParsedKey, type ParsedSigner, PERMISSIVE, parseKeyFile } from "./verify-key.ts";

const HASHES: Readonly<Record<number, string>> = {
  [enums.hash.md5]: "md5",
  [enums.hash.sha1]: "sha1",
  [enums.hash.ripemd]: "ripemd160",
  [enums.hash.sha256]: "sha256",
  [enums.hash.sha384]: "sha384",
  [enums.hash.sha512]: "sha512",
  [enums.hash.sha224]: "sha224",
  [enums.hash.sha3_256]: "sha3-256",
  [enums.hash.sha3_512]: "sha3-512",
};

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
      const read = await readOnlySignature(armoured);
      if (read.kind !== "one") return read;
      const { signature } = read;
      const keys = await Promise.all(keyFiles.map(keyOf));
      const candidates = keys.flatMap((key) =>
        key.signers.filter((signer) => isIssuer(signature, signer)).map((signer) => ({ key, signer })),
      );
      if (candidates.length === 0) return { kind: "foreign", issuer: issuerOf(signature) };
      let why = "";
      for (const { key, signer } of candidates) {
        const fault = await faultOf(signature, signer, payload);
        if (fault === null) return good(signature, key, signer);
        why = fault;
      }
      return { kind: "bad", key: candidates[0]?.key.facts.fingerprint ?? "", why };
    },
  };
}

type ReadSignature =
  | { readonly kind: "one"; readonly signature: SignaturePacket }
  | Extract<SignatureFacts, { readonly kind: "absent" | "several" | "unreadable" }>;

async function readOnlySignature(armoured: string): Promise<ReadSignature> {
  const bytes = decodeArmour(armoured, "PGP SIGNATURE");
  const tags = bytes === null ? null : readPacketTags(bytes);
  if (bytes === null || tags === null)
    return { kind: "unreadable", why: "the armour or its packets are broken" };
  if (tags.length === 0) return { kind: "absent" };
  if (tags.length > 1) return { kind: "several", count: tags.length };
  if (tags[0] !== SIGNATURE_TAG) return { kind: "unreadable", why: `a packet of type ${tags[0]}` };
  try {
    const config = { ignoreUnsupportedPackets: false, ignoreMalformedPackets: false };
    const [signature] = (await readSignature({ binarySignature: bytes, config })).packets;
    if (signature === undefined) return { kind: "unreadable", why: "no signature packet" };
    if (signature.signatureType !== enums.signature.binary) {
      return { kind: "unreadable", why: `a signature of type ${signature.signatureType}` };
    }
    return { kind: "one", signature };
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
  // The check uses the signature's own time, so that the clock of this process has no influence.
  const ownTime = signature.created ?? new Date(0);
  try {
    await signature.verify(signer.keyPacket, enums.signature.binary, literal, ownTime, true, PERMISSIVE);
    return null;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

function good(signature: SignaturePacket, key: ParsedKey, signer: ParsedSigner): SignatureFacts {
  const end = signature.getExpirationTime();
  return {
    kind: "good",
    key: key.facts.fingerprint,
    signer: signer.facts,
    hash: HASHES[signature.hashAlgorithm ?? 0] ?? `hash ${signature.hashAlgorithm}`,
    createdAt: signature.created,
    expiresAt: end instanceof Date ? end : null,
  };
}

/** Whether the signature may be by this key: its fingerprint, if named, and its key id must fit; the check itself decides. */
function isIssuer(signature: SignaturePacket, signer: ParsedSigner): boolean {
  const named = fingerprintOf(signature);
  if (named !== null && named !== signer.facts.fingerprint) return false;
  return isSameId(signature.issuerKeyID, signer.keyPacket.getKeyID());
}

function isSameId(a: KeyID, b: KeyID): boolean {
  return a.toHex() === b.toHex();
}

function fingerprintOf(signature: SignaturePacket): string | null {
  const bytes = signature.issuerFingerprint;
  return bytes === null ? null : Buffer.from(bytes).toString("hex").toUpperCase();
}

function issuerOf(signature: SignaturePacket): string {
  const id = signature.issuerKeyID.toHex().toUpperCase();
  return fingerprintOf(signature) ?? (id === "" ? "no key is named" : `key id ${id}`);
}
