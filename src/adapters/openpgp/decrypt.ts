import { decrypt, decryptKey, type PrivateKey, readMessage, readPrivateKey } from "openpgp";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import type { Decryption } from "../../ports/encryption.ts";

export interface RecipientKey {
  readonly armoredKey: string;
  /** Null if the key is not locked. */
  readonly passphrase: string | null;
}

/** Opens backups with the recipient's private key; used only for the operator's proof and drill. */
export function createDecryption(key: RecipientKey): Decryption {
  return {
    async *decrypt(encrypted) {
      const privateKey = await unlock(key);
      try {
        const message = await readMessage({
          binaryMessage: ReadableStream.from(encrypted) as ReadableStream<Uint8Array<ArrayBuffer>>,
        });
        const wanted = message.getEncryptionKeyIDs();
        const own = privateKey.getKeys().map((each) => each.getKeyID());
        if (!wanted.some((id) => own.some((each) => each.equals(id, true))))
          throw wrongKey(
            `encrypted to ${wanted.map((id) => id.toHex().toUpperCase()).join(", ") || "no key"}, and this is ${privateKey.getFingerprint().toUpperCase()}`,
          );
        // The plain text is passed on before its integrity is known: the reader may trust it only after the end of the stream.
        const config = { allowUnauthenticatedStream: true };
        const opened = await decrypt({ message, decryptionKeys: privateKey, format: "binary", config });
        yield* opened.data;
      } catch (cause) {
        if (cause instanceof RefusalError) throw cause;
        throw new RefusalError(
          refusal("STOP_BACKUP_UNVERIFIED", {
            field: "decryption",
            expected: "the message as it was encrypted",
            actual: textOf(cause),
          }),
        );
      }
    },
  };
}

/** Fingerprint and public part of the private key; throws `STOP_BACKUP_KEY_WRONG` where it is none or stays locked. */
export async function publicPartOf(
  key: RecipientKey,
): Promise<{ readonly fingerprint: string; readonly armoredKey: string }> {
  const privateKey = await unlock(key);
  return {
    fingerprint: privateKey.getFingerprint().toUpperCase(),
    armoredKey: privateKey.toPublic().armor(),
  };
}

async function unlock({ armoredKey, passphrase }: RecipientKey): Promise<PrivateKey> {
  try {
    const locked = await readPrivateKey({ armoredKey });
    if (locked.isDecrypted()) return locked;
    if (passphrase === null) throw wrongKey("locked, and no passphrase was given");
    return await decryptKey({ privateKey: locked, passphrase });
  } catch (cause) {
    throw cause instanceof RefusalError ? cause : wrongKey(textOf(cause));
  }
}

function wrongKey(actual: string): RefusalError {
  const expected = "the private key of the recipient, and its passphrase where it is locked";
  return new RefusalError(refusal("STOP_BACKUP_KEY_WRONG", { field: "--key", expected, actual }));
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
