import type { Result } from "../domain/result.ts";

/** Encryption to the one pinned recipient of backups; it never has the private key. */
export interface Encryption {
  /** Name and version, e.g. `openpgp.js 6.3.2`. */
  readonly tool: string;
  /**
   * Reads and judges the recipient's public key now: `STOP_BACKUP_RECIPIENT_MISSING`, `STOP_BACKUP_RECIPIENT_INVALID` (short id, expired, revoked,
   * no encryption key, weak, a private key in the file) or `STOP_BACKUP_RECIPIENT_MISMATCH` (the pinned key is not in the file, or twice).
   */
  readRecipient(): Promise<Result<Recipient>>;
}

export interface Recipient {
  /** Full upper-case fingerprint of the primary key. */
  readonly fingerprint: string;
  /** When the key's encryption expires, `YYYY-MM-DDTHH:MM:SSZ`; null: never. */
  readonly expires: string | null;
  /** One binary OpenPGP message, streamed with back-pressure: one session key packet, integrity protected (SEIPD v1), not compressed. */
  encrypt(plain: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /**
   * Reads the packets of an encrypted message to its end: `STOP_BACKUP_RECIPIENT_MISMATCH` unless exactly one session key packet names a
   * key of this recipient, `STOP_BACKUP_UNVERIFIED` if the message is truncated or holds anything else.
   */
  inspect(encrypted: AsyncIterable<Uint8Array>): Promise<Result<null>>;
}

/** The operator's side: opens an encrypted message with the private key. */
export interface Decryption {
  /** Throws a `RefusalError`: `STOP_BACKUP_KEY_WRONG` if the key does not fit, `STOP_BACKUP_UNVERIFIED`, at the end of the stream, if the message was altered. */
  decrypt(encrypted: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
}
