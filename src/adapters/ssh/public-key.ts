import { createHash } from "node:crypto";
import type { AlgorithmFacts, KeyFacts } from "../../domain/signature.ts";
import { openVerifyingKey, type PublicJwk, type VerifyingKey } from "./verifying-key.ts";
import { readWire, WireError, type WireReader } from "./wire-reader.ts";

/** An SSH public key that signatures can be checked with. */
export interface SshPublicKey {
  readonly blob: Buffer;
  readonly type: string;
  readonly fingerprint: string;
  readonly algorithm: AlgorithmFacts;
  readonly key: VerifyingKey;
  /** The application that signatures of a security key cover; null for every other key. */
  readonly application: string | null;
}

export interface ParsedKeyFile {
  readonly facts: KeyFacts;
  readonly key: SshPublicKey | null;
}

const CURVES = {
  nistp256: { crv: "P-256", octets: 32, name: "ecdsa-p256" },
  nistp384: { crv: "P-384", octets: 48, name: "ecdsa-p384" },
  nistp521: { crv: "P-521", octets: 66, name: "ecdsa-p521" },
} as const;

/** The longest RSA key that is in use takes a fifth of it. */
const MAX_KEY_FILE_BYTES = 16_384;

/** Parses a file of one public key in the one-line form of `ssh-keygen`; a fault of the file becomes a problem in its facts. */
export async function parsePublicKeyFile(file: Uint8Array): Promise<ParsedKeyFile> {
  if (file.length > MAX_KEY_FILE_BYTES) return broken(`is larger than ${MAX_KEY_FILE_BYTES} bytes`);
  const lines = Buffer.from(file)
    .toString("utf8")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const [line, another] = lines;
  if (line === undefined) return broken("holds no key");
  if (another !== undefined) return broken(`holds ${lines.length} keys, and may hold one`);
  const [type, base64] = line.split(" ");
  if (type === undefined || base64 === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) {
    return broken("is not an SSH public key");
  }
  try {
    const key = await parsePublicKey(Buffer.from(base64, "base64"));
    if (key.type !== type) return broken(`says ${type} and holds ${key.type}`);
    return { facts: factsOf(key), key };
  } catch (cause) {
    return broken(
      `is not an SSH public key that can be used (${cause instanceof Error ? cause.message : cause})`,
    );
  }
}

/** Parses a public key blob; throws if its type is not in `READERS` (certificates are not). */
async function parsePublicKey(blob: Buffer): Promise<SshPublicKey> {
  const reader = readWire(blob);
  const type = reader.name();
  const read = READERS[type];
  if (read === undefined) throw new WireError(`a key of type ${type}`);
  const { jwk, algorithm, application } = read(reader);
  reader.end();
  const key = await openVerifyingKey(jwk);
  return { blob, type, fingerprint: fingerprintOf(blob), algorithm, key, application };
}

/** The fingerprint as `ssh-keygen -l` prints it. */
export function fingerprintOf(blob: Uint8Array): string {
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}

interface ReadKey {
  readonly jwk: PublicJwk;
  readonly algorithm: AlgorithmFacts;
  readonly application: string | null;
}

const READERS: Readonly<Record<string, (reader: WireReader) => ReadKey>> = {
  "ssh-ed25519": (reader) => ({ ...readEd25519(reader), application: null }),
  "ecdsa-sha2-nistp256": (reader) => ({ ...readEcdsa(reader, "nistp256"), application: null }),
  "ecdsa-sha2-nistp384": (reader) => ({ ...readEcdsa(reader, "nistp384"), application: null }),
  "ecdsa-sha2-nistp521": (reader) => ({ ...readEcdsa(reader, "nistp521"), application: null }),
  "ssh-rsa": readRsa,
  "sk-ssh-ed25519@openssh.com": (reader) => onSecurityKey(readEd25519(reader), reader),
  "sk-ecdsa-sha2-nistp256@openssh.com": (reader) => onSecurityKey(readEcdsa(reader, "nistp256"), reader),
};

function readEd25519(reader: WireReader): Omit<ReadKey, "application"> {
  const point = reader.string();
  if (point.length !== 32) throw new WireError("an Ed25519 key of another length");
  const jwk: PublicJwk = { kty: "OKP", crv: "Ed25519", x: point.toString("base64url") };
  return { jwk, algorithm: { name: "ed25519", bits: null } };
}

function readEcdsa(reader: WireReader, curve: keyof typeof CURVES): Omit<ReadKey, "application"> {
  const { crv, octets, name } = CURVES[curve];
  if (reader.name() !== curve) throw new WireError("a curve that does not fit the key type");
  const point = reader.string();
  if (point.length !== 1 + 2 * octets || point[0] !== 4) throw new WireError("a point of another form");
  const x = point.subarray(1, 1 + octets).toString("base64url");
  const y = point.subarray(1 + octets).toString("base64url");
  return { jwk: { kty: "EC", crv, x, y }, algorithm: { name, bits: null } };
}

function readRsa(reader: WireReader): ReadKey {
  const e = reader.positiveInteger();
  const n = reader.positiveInteger();
  const jwk: PublicJwk = { kty: "RSA", n: n.toString("base64url"), e: e.toString("base64url") };
  const bits = n.length * 8 - Math.clz32(n[0] ?? 0) + 24;
  return { jwk, algorithm: { name: "rsa", bits }, application: null };
}

function onSecurityKey({ jwk, algorithm }: Omit<ReadKey, "application">, reader: WireReader): ReadKey {
  const { name, bits } = algorithm;
  return { jwk, algorithm: { name: `sk-${name}`, bits }, application: reader.name() };
}

function factsOf(key: SshPublicKey): KeyFacts {
  const { fingerprint, algorithm } = key;
  const signer = {
    fingerprint,
    algorithm,
    createdAt: null,
    expiresAt: null,
    endedBy: null,
    revokedBy: null,
    revokedAt: null,
  };
  return { system: "ssh", fingerprint, signers: [signer], problems: [], notices: [] };
}

function broken(problem: string): ParsedKeyFile {
  return {
    facts: { system: "ssh", fingerprint: "", signers: [], problems: [problem], notices: [] },
    key: null,
  };
}
