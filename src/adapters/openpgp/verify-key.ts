import {
  config as defaults,
  enums,
  type Key,
  type PartialConfig,
  type PublicKey,
  readKeys,
  type SignaturePacket,
  type Subkey,
} from "openpgp";
import type { AlgorithmFacts, KeyFacts, SignerFacts } from "../../domain/signature.ts";
import { decodeArmour } from "./verify-armour.ts";

/** The library checks only the mathematics; trust/ judges weak algorithms, with a reason of its own. */
export const PERMISSIVE = {
  ...defaults,
  rejectHashAlgorithms: new Set<enums.hash>(),
  rejectMessageHashAlgorithms: new Set<enums.hash>(),
  rejectPublicKeyAlgorithms: new Set<enums.publicKey>(),
  rejectCurves: new Set<enums.curve>(),
  minRSABits: 0,
};

/** Self-signatures bind the parts of a key together, so they may not use a broken hash. */
const SELF: typeof PERMISSIVE = {
  ...PERMISSIVE,
  rejectHashAlgorithms: new Set([enums.hash.md5, enums.hash.ripemd, enums.hash.sha1]),
};

/** A skipped packet could be the revocation. */
const STRICT_PARSING: PartialConfig = {
  ignoreMalformedPackets: false,
  ignoreUnsupportedPackets: false,
  enforceGrammar: true,
};
const FAR_FUTURE = new Date(4_294_967_295_000);

export interface ParsedKey {
  readonly facts: KeyFacts;
  readonly signers: readonly ParsedSigner[];
}

export interface ParsedSigner {
  readonly facts: SignerFacts;
  readonly keyPacket: Key["keyPacket"] | Subkey["keyPacket"];
}

/** Reads a file of one armoured public key; a fault of the file becomes a problem in its facts, not an exception. */
export async function parseKeyFile(file: Uint8Array): Promise<ParsedKey> {
  let keys: readonly Key[];
  const text = Buffer.from(file).toString("latin1").replaceAll("\r\n", "\n").trim();
  const binaryKeys = decodeArmour(text, "PGP PUBLIC KEY BLOCK");
  if (binaryKeys === null) return broken("", "is not one armoured OpenPGP public key and nothing else");
  try {
    keys = await readKeys({ binaryKeys, config: STRICT_PARSING });
  } catch (cause) {
    return broken(
      "",
      `is not an OpenPGP public key (${cause instanceof Error ? cause.message : String(cause)})`,
    );
  }
  const [key, another] = keys;
  if (key === undefined) return broken("", "holds no key");
  if (another !== undefined) return broken("", `holds ${keys.length} keys, and may hold one`);
  const fingerprint = key.getFingerprint().toUpperCase();
  if (key.isPrivate()) return broken(fingerprint, "holds a private key");
  return await readSigners(key, fingerprint);
}

async function readSigners(key: PublicKey, fingerprint: string): Promise<ParsedKey> {
  const self = await newestSelfSignature(key);
  if (self === null) return broken(fingerprint, "has no user id with a good self-signature");
  const isRevoked = self === "revoked" || (await key.isRevoked(undefined, undefined, FAR_FUTURE, PERMISSIVE));
  const expiresAt = self === "revoked" ? null : endOf(key.getCreationTime(), self);
  const signers: ParsedSigner[] = [];
  if (self === "revoked" || maySign(self)) {
    signers.push(signer(key.keyPacket, key, { expiresAt, revoked: isRevoked }));
  }
  for (const subkey of key.subkeys) {
    const binding = await newestBinding(key, subkey);
    if (binding === null || !maySign(binding)) continue;
    const end = endOf(subkey.getCreationTime(), binding);
    const revoked = isRevoked || (await subkey.isRevoked(binding, key.keyPacket, FAR_FUTURE, PERMISSIVE));
    signers.push(signer(subkey.keyPacket, subkey, { expiresAt: earlier(expiresAt, end), revoked }));
  }
  return {
    facts: { system: "openpgp", fingerprint, signers: signers.map(({ facts }) => facts), problems: [] },
    signers,
  };
}

/** The newest good self-certification of a user id that is not revoked; `revoked` if all user ids are, null if none has a good one. */
async function newestSelfSignature(key: PublicKey): Promise<SignaturePacket | "revoked" | null> {
  let newest: SignaturePacket | null = null;
  let anyRevoked = false;
  for (const user of key.users) {
    const data = { userID: user.userID, userAttribute: user.userAttribute, key: key.keyPacket };
    const candidates = user.selfCertifications;
    const best = await newestGood(candidates, (each) =>
      verifySelf(each, key, enums.signature.certGeneric, data),
    );
    if (best === null) continue;
    if (await user.isRevoked(best, key.keyPacket, FAR_FUTURE, PERMISSIVE)) {
      anyRevoked = true;
      continue;
    }
    if (newest === null || createdAt(best) > createdAt(newest)) newest = best;
  }
  return newest ?? (anyRevoked ? "revoked" : null);
}

/**
 * The newest good binding of a subkey. A subkey that signs must carry a back signature of its own (RFC 9580 section 5.2.1.10); without it,
 * anybody's key could be claimed as a subkey.
 */
async function newestBinding(key: PublicKey, subkey: Subkey): Promise<SignaturePacket | null> {
  const data = { key: key.keyPacket, bind: subkey.keyPacket };
  const binding = await newestGood(subkey.bindingSignatures, (each) =>
    verifySelf(each, key, enums.signature.subkeyBinding, data),
  );
  if (binding === null || !maySign(binding)) return binding;
  const back = binding.embeddedSignature;
  if (back === null) return null;
  const isGood = await holds(() =>
    back.verify(subkey.keyPacket, enums.signature.keyBinding, data, createdAt(back), false, SELF),
  );
  return isGood ? binding : null;
}

async function newestGood(
  signatures: readonly SignaturePacket[],
  verify: (signature: SignaturePacket) => Promise<boolean>,
): Promise<SignaturePacket | null> {
  const newestFirst = [...signatures].sort((a, b) => createdAt(b).getTime() - createdAt(a).getTime());
  for (const signature of newestFirst) if (await verify(signature)) return signature;
  return null;
}

function verifySelf(
  signature: SignaturePacket,
  key: PublicKey,
  type: enums.signature,
  data: object,
): Promise<boolean> {
  return holds(() => signature.verify(key.keyPacket, type, data, createdAt(signature), false, SELF));
}

async function holds(check: () => Promise<void>): Promise<boolean> {
  try {
    await check();
    return true;
  } catch {
    return false;
  }
}

function createdAt(signature: SignaturePacket): Date {
  return signature.created ?? new Date(0);
}

function maySign(signature: SignaturePacket): boolean {
  return ((signature.keyFlags?.[0] ?? 0) & enums.keyFlags.signData) !== 0;
}

/** The end of the key's validity that the signature states, or the end of the signature itself, whichever is earlier. */
function endOf(keyCreated: Date, signature: SignaturePacket): Date | null {
  const seconds = signature.keyExpirationTime ?? 0;
  const key = seconds === 0 ? null : new Date(keyCreated.getTime() + seconds * 1000);
  const own = signature.getExpirationTime();
  return earlier(key, own instanceof Date ? own : null);
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function signer(
  keyPacket: ParsedSigner["keyPacket"],
  key: Key | Subkey,
  state: { readonly expiresAt: Date | null; readonly revoked: boolean },
): ParsedSigner {
  return {
    keyPacket,
    facts: {
      fingerprint: key.getFingerprint().toUpperCase(),
      algorithm: algorithmOf(key),
      createdAt: key.getCreationTime(),
      ...state,
    },
  };
}

const CURVES: Readonly<Record<string, string>> = {
  nistP256: "ecdsa-p256",
  nistP384: "ecdsa-p384",
  nistP521: "ecdsa-p521",
  brainpoolP256r1: "ecdsa-brainpool256",
  brainpoolP384r1: "ecdsa-brainpool384",
  brainpoolP512r1: "ecdsa-brainpool512",
};

function algorithmOf(key: Key | Subkey): AlgorithmFacts {
  const { algorithm, bits, curve } = key.getAlgorithmInfo();
  if (algorithm === "rsaEncryptSign" || algorithm === "rsaSign") return { name: "rsa", bits: bits ?? 0 };
  if (algorithm === "eddsaLegacy" || algorithm === "ed25519") return { name: "ed25519", bits: null };
  if (algorithm === "ecdsa") return { name: CURVES[curve ?? ""] ?? `ecdsa-${curve}`, bits: null };
  return { name: algorithm, bits: bits ?? null };
}

function broken(fingerprint: string, problem: string): ParsedKey {
  return { facts: { system: "openpgp", fingerprint, signers: [], problems: [problem] }, signers: [] };
}
