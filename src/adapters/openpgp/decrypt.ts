import { decrypt, decryptKey, readMessage, readPrivateKey } from "openpgp";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import type { Decryption } from "../../ports/encryption.ts";

/** Opens backups with the recipient's private key; used only for the operator's decryption proof. */
export function createDecryption(key: {
  readonly armoredKey: string;
  /** Null if the key is not locked. */
  readonly passphrase: string | null;
}): Decryption {
  return {
    async *decrypt(encrypted) {
      try {
        const locked = await readPrivateKey({ armoredKey: key.armoredKey });
        const { passphrase } = key;
        const privateKey =
          passphrase === null ? locked : await decryptKey({ privateKey: locked, passphrase });
        const message = await readMessage({
          binaryMessage: ReadableStream.from(encrypted) as ReadableStream<Uint8Array<ArrayBuffer>>,
        });
        // The plain text is passed on before its integrity is known: the reader may trust it only after the end of the stream.
        const config = { allowUnauthenticatedStream: true };
        const opened = await decrypt({ message, decryptionKeys: privateKey, format: "binary", config });
        yield* opened.data;
      } catch (cause) {
        const actual = cause instanceof Error ? cause.message : String(cause);
        throw new RefusalError(
          refusal("STOP_BACKUP_UNVERIFIED", {
            field: "decryption",
            expected: "the message as it was encrypted",
            actual,
          }),
        );
      }
    },
  };
}
