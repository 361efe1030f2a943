import { createMessage, encrypt, config as openpgpConfig } from "openpgp";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { readNamedFile } from "../../files/read-named-file.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Encryption, Recipient } from "../../ports/encryption.ts";
import { judgeMessage } from "./encrypt-packets.ts";
import { ENCRYPT_CONFIG, judgeRecipient, type RecipientKey } from "./encrypt-recipient.ts";

export interface EncryptionOptions {
  /** BACKUP_GPG_FPR. */
  readonly fingerprint: string | null;
  /** File with the recipient's OpenPGP public key, armoured or binary. */
  readonly keyFile: string | null;
  readonly clock: Clock;
}

/** Encryption of backups to the pinned OpenPGP key; every call of `readRecipient` reads the key file anew. */
export function createEncryption(options: EncryptionOptions): Encryption {
  return {
    tool: openpgpConfig.versionString.replace("OpenPGP.js", "openpgp.js"),
    async readRecipient() {
      const keyFile = options.keyFile === null ? accepted(null) : await readKeyFile(options.keyFile);
      if (!keyFile.ok) return keyFile;
      const { fingerprint, clock } = options;
      const judged = await judgeRecipient({ fingerprint, keyFile: keyFile.value, now: clock.now() });
      return judged.ok ? accepted(recipientOf(judged.value, options.clock)) : judged;
    },
  };
}

function recipientOf(recipient: RecipientKey, clock: Clock): Recipient {
  const { key, fingerprint, expires, keyIds } = recipient;
  return {
    fingerprint,
    expires,
    async *encrypt(plain) {
      const message = await createMessage({ binary: streamOf(plain), date: clock.now() });
      yield* await encrypt({
        message,
        encryptionKeys: key,
        date: clock.now(),
        format: "binary",
        config: ENCRYPT_CONFIG,
      });
    },
    inspect: (encrypted) => judgeMessage(encrypted, keyIds),
  };
}

function streamOf(plain: AsyncIterable<Uint8Array>) {
  return ReadableStream.from(plain) as ReadableStream<Uint8Array<ArrayBuffer>>;
}

async function readKeyFile(file: string): Promise<Result<Uint8Array | null>> {
  return readNamedFile(file).then(accepted, (cause: { code?: string }) =>
    cause.code === "ENOENT"
      ? accepted(null)
      : refused(
          refusal("STOP_BACKUP_RECIPIENT_INVALID", {
            field: "public key file",
            expected: "a readable file",
            actual: String(cause),
          }),
        ),
  );
}
