import { enums, type Key, type PublicKey, readKeys } from "openpgp";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { utc } from "../../domain/run.ts";

/** GnuPG 2.2 supports only keys of version 4, whose fingerprint has 40 hex digits. */
const FULL_FINGERPRINT = /^[0-9A-F]{40}$/;

export interface RecipientKey {
  readonly key: PublicKey;
  readonly fingerprint: string;
  readonly expires: string | null;
  /** Ids of the primary key and all subkeys, 16 lower-case hex digits each. */
  readonly keyIds: readonly string[];
}

/** Picks the one key of `keyFile` (armoured or binary) with the pinned full fingerprint, and refuses it unless it can be used at `now`. */
export async function judgeRecipient(given: {
  readonly fingerprint: string | null;
  readonly keyFile: Uint8Array | null;
  readonly now: Date;
}): Promise<Result<RecipientKey>> {
  const pinned = (given.fingerprint ?? "").replaceAll(/\s/g, "").replace(/^0x/i, "").toUpperCase();
  if (pinned === "") return refused(missing("BACKUP_GPG_FPR", "not set"));
  if (!FULL_FINGERPRINT.test(pinned)) {
    return refused(
      invalid("BACKUP_GPG_FPR", "the full fingerprint, 40 hex digits", `${pinned.length} characters`),
    );
  }
  if (given.keyFile === null) return refused(missing("public key file", "no such file"));
  const keys = await parseKeys(given.keyFile);
  if (!keys.ok) return keys;
  const fitting = keys.value.filter((key) => key.getFingerprint().toUpperCase() === pinned);
  const [key] = fitting;
  if (!key || fitting.length > 1) {
    return refused(
      refusal("STOP_BACKUP_RECIPIENT_MISMATCH", {
        field: "public key file",
        expected: `exactly one key ${pinned}`,
        actual: `${fitting.length} of ${keys.value.length} keys`,
        details: keys.value.map((other) => other.getFingerprint().toUpperCase()),
      }),
    );
  }
  if (key.isPrivate()) return refused(invalid("public key file", "a public key", "a private key"));
  return judgeUsable(key, pinned, given.now);
}

/** A ring of a thousand keys as they are made. */
const MAX_KEY_FILE_BYTES = 1_048_576;

async function parseKeys(keyFile: Uint8Array): Promise<Result<readonly Key[]>> {
  if (keyFile.length > MAX_KEY_FILE_BYTES)
    return refused(
      invalid("public key file", `at most ${MAX_KEY_FILE_BYTES} bytes`, `${keyFile.length} bytes`),
    );
  const text = Buffer.from(keyFile).toString("latin1");
  try {
    if (text.includes("-----BEGIN PGP")) {
      const keys = await Promise.all(blocksOf(text).map((armoredKeys) => readKeys({ armoredKeys })));
      return accepted(keys.flat());
    }
    return accepted(await readKeys({ binaryKeys: keyFile }));
  } catch (cause) {
    return refused(invalid("public key file", "OpenPGP public keys", messageOf(cause)));
  }
}

/** Each armoured block, from its first line to the next last one. A pattern would look for the last line anew from each first one. */
function blocksOf(text: string): readonly string[] {
  const blocks: string[] = [];
  for (let at = text.indexOf("-----BEGIN PGP"); at !== -1; at = text.indexOf("-----BEGIN PGP", at)) {
    const last = text.indexOf("-----END PGP", at);
    if (last === -1) break;
    const lineEnd = text.indexOf("\n", last);
    const end = lineEnd === -1 ? text.length : lineEnd;
    blocks.push(text.slice(at, end));
    at = end;
  }
  return blocks;
}

async function judgeUsable(key: PublicKey, fingerprint: string, now: Date): Promise<Result<RecipientKey>> {
  try {
    await key.verifyPrimaryKey(now);
    await key.getEncryptionKey(undefined, now);
    const expiration = await key.getExpirationTime();
    return accepted({
      key,
      fingerprint,
      keyIds: keyIdsOf(key),
      expires: expiration instanceof Date ? utc(expiration) : null,
    });
  } catch (cause) {
    return refused(invalid(fingerprint, "a key that can be encrypted to now", messageOf(cause)));
  }
}

function keyIdsOf(key: Key): readonly string[] {
  return key.getKeys().map((part) => part.getKeyID().toHex());
}

function missing(field: string, actual: string): Refusal {
  return refusal("STOP_BACKUP_RECIPIENT_MISSING", { field, expected: "the backup recipient", actual });
}

function invalid(field: string, expected: string, actual: string): Refusal {
  return refusal("STOP_BACKUP_RECIPIENT_INVALID", { field, expected, actual });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** The settings of every backup: readable by GnuPG 2.2, AES-256, and not compressed again. */
export const ENCRYPT_CONFIG = {
  aeadProtect: false,
  preferredSymmetricAlgorithm: enums.symmetric.aes256,
  preferredCompressionAlgorithm: enums.compression.uncompressed,
} as const;
