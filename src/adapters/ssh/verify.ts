import { createHash } from "node:crypto";
import type { SignatureFacts } from "../../domain/signature.ts";
import type { SignatureVerifier } from "../../ports/signature-verifier.ts";
import { fingerprintOf, type ParsedKeyFile, parsePublicKeyFile, type SshPublicKey } from "./public-key.ts";
import { parseSshSig, type SshSig } from "./sshsig.ts";
import type { SignedBytes } from "./verifying-key.ts";
import { readWire, WireError, wireString } from "./wire-reader.ts";

/** Git signs in this namespace; a signature made for another purpose has another one and is refused (docs/threats.md G-43). */
const GIT_NAMESPACE = "git";
const USER_PRESENT = 0x01;

/** Verifies SSH signatures with Node's own cryptography from bytes alone: no ssh-keygen, no allowed_signers file. */
export function createSshVerifier(namespace: string = GIT_NAMESPACE): SignatureVerifier {
  const parsed = new WeakMap<Uint8Array, Promise<ParsedKeyFile>>();
  const parse = (file: Uint8Array): Promise<ParsedKeyFile> => {
    const known = parsed.get(file) ?? parsePublicKeyFile(file);
    parsed.set(file, known);
    return known;
  };
  const keysOf = async (files: readonly Uint8Array[]): Promise<readonly SshPublicKey[]> =>
    (await Promise.all(files.map(parse))).flatMap(({ key }) => key ?? []);
  return {
    system: "ssh",
    readKey: async (file) => (await parse(file)).facts,
    checkSignature: async ({ armoured, payload, keyFiles }) =>
      await check({ armoured, payload, namespace }, await keysOf(keyFiles)),
    async namesKey(armoured, keyFiles) {
      // A refusal costs more than all the rest, and most signatures of a history may be of another system.
      if (!armoured.startsWith("-----BEGIN SSH SIGNATURE-----")) return false;
      const facts = await check({ armoured, payload: new Uint8Array(), namespace }, []);
      if (facts.kind !== "foreign") return false;
      return (await keysOf(keyFiles)).some(({ fingerprint }) => fingerprint === facts.issuer);
    },
  };
}

interface Signed {
  readonly armoured: string;
  readonly payload: Uint8Array;
  readonly namespace: string;
}

async function check(
  { armoured, payload, namespace }: Signed,
  keys: readonly SshPublicKey[],
): Promise<SignatureFacts> {
  try {
    const sig = parseSshSig(armoured);
    if (sig.namespace !== namespace)
      return unreadable(`made in the namespace ${JSON.stringify(sig.namespace)}`);
    const key = keys.find(({ blob }) => blob.equals(sig.publicKey));
    if (key === undefined) return { kind: "foreign", issuer: fingerprintOf(sig.publicKey) };
    const method = METHODS[sig.format];
    if (method === undefined || method.keyType !== key.type) {
      return unreadable(`of the form ${sig.format} with a key of type ${key.type}`);
    }
    const fault = await faultOf(sig, key, method, signedData(sig, payload));
    if (fault !== null) return { kind: "bad", key: key.fingerprint, why: fault };
    return {
      kind: "good",
      key: key.fingerprint,
      signer: {
        fingerprint: key.fingerprint,
        algorithm: key.algorithm,
        createdAt: null,
        expiresAt: null,
        endedBy: null,
        revokedBy: null,
        revokedAt: null,
      },
      hash: method.hash ?? sig.messageHash,
      createdAt: null,
      expiresAt: null,
    };
  } catch (cause) {
    if (cause instanceof WireError) return unreadable(cause.message);
    throw cause;
  }
}

interface Method {
  readonly keyType: string;
  /** Hash inside the signature; null if the algorithm has its own (Ed25519). */
  readonly hash: SignedBytes["hash"];
  readonly curveOctets: number | null;
}

/** `ssh-rsa` is listed so that it is refused as weak and not as unknown. */
const METHODS: Readonly<Record<string, Method>> = {
  "ssh-ed25519": { keyType: "ssh-ed25519", hash: null, curveOctets: null },
  "ecdsa-sha2-nistp256": { keyType: "ecdsa-sha2-nistp256", hash: "sha256", curveOctets: 32 },
  "ecdsa-sha2-nistp384": { keyType: "ecdsa-sha2-nistp384", hash: "sha384", curveOctets: 48 },
  "ecdsa-sha2-nistp521": { keyType: "ecdsa-sha2-nistp521", hash: "sha512", curveOctets: 66 },
  "ssh-rsa": { keyType: "ssh-rsa", hash: "sha1", curveOctets: null },
  "rsa-sha2-256": { keyType: "ssh-rsa", hash: "sha256", curveOctets: null },
  "rsa-sha2-512": { keyType: "ssh-rsa", hash: "sha512", curveOctets: null },
  "sk-ssh-ed25519@openssh.com": { keyType: "sk-ssh-ed25519@openssh.com", hash: null, curveOctets: null },
  "sk-ecdsa-sha2-nistp256@openssh.com": {
    keyType: "sk-ecdsa-sha2-nistp256@openssh.com",
    hash: "sha256",
    curveOctets: 32,
  },
};

function signedData(sig: SshSig, payload: Uint8Array): Buffer {
  const digest = createHash(sig.messageHash).update(payload).digest();
  return Buffer.concat([
    Buffer.from("SSHSIG"),
    wireString(sig.namespace),
    wireString(sig.reserved),
    wireString(sig.messageHash),
    wireString(digest),
  ]);
}

/** Null if the signature is good, else what is wrong with it. */
async function faultOf(sig: SshSig, key: SshPublicKey, method: Method, data: Buffer): Promise<string | null> {
  if (key.application !== null && (sig.flags & USER_PRESENT) === 0) {
    return "the security key was not touched";
  }
  const isGood = await key.key.holds({
    data: key.application === null ? data : authenticatorData(sig, key.application, data),
    signature: method.curveOctets === null ? sig.signature : fixedWidth(sig, method.curveOctets),
    hash: method.hash,
  });
  return isGood ? null : "it does not fit what it is over";
}

/** What a FIDO authenticator signs instead of the message (OpenSSH PROTOCOL.u2f). */
function authenticatorData(sig: SshSig, application: string, data: Buffer): Buffer {
  const tail = Buffer.alloc(5);
  tail.writeUInt8(sig.flags, 0);
  tail.writeUInt32BE(sig.counter, 1);
  const sha256 = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest();
  return Buffer.concat([sha256(application), tail, sha256(data)]);
}

function fixedWidth(sig: SshSig, octets: number): Buffer {
  const reader = readWire(sig.signature);
  const parts = [reader.positiveInteger(), reader.positiveInteger()];
  reader.end();
  return Buffer.concat(
    parts.map((part) => {
      if (part.length > octets) throw new WireError("an integer that is too long");
      return Buffer.concat([Buffer.alloc(octets - part.length), part]);
    }),
  );
}

function unreadable(why: string): SignatureFacts {
  return { kind: "unreadable", why };
}
