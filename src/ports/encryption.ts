import type { Result } from "../domain/result.ts";

/** Encryption to the one pinned recipient of backups; the private key is never here. */
export interface Encryption {
  /** Name and version, e.g. `openpgp.js 6.3.2`. */
  readonly tool: string;
  /**
   * Reads and judges the recipient's public key now: `STOP_BACKUP_RECIPIENT_MISSING`, `STOP_BACKUP_RECIPIENT_INVALID` (short id, expired, revoked,
   * no encryption key, weak, a private key in the file) or `STOP_BACKUP_RECIPIENT_MISMATCH` (not there, or there twice).
   */
  readRecipient(): Promise<Result<Recipient>>;
}

export interface Recipient {
  /** Full upper-case fingerprint of the primary key. */
  readonly fingerprint: string;
  /** When the key can be encrypted to no longer, `YYYY-MM-DDTHH:MM:SSZ`; null: never. */
  readonly expires: string | null;
  /** One binary OpenPGP message, streamed with back-pressure: one session key packet, integrity protected (SEIPD v1), not compressed. */
  encrypt(plain: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /**
   * Walks an encrypted message's packets to its end: `STOP_BACKUP_RECIPIENT_MISMATCH` unless exactly one session key packet names a
   * key of this recipient, `STOP_BACKUP_UNVERIFIED` where the message is torn or holds anything else.
   */
  inspect(encrypted: AsyncIterable<Uint8Array>): Promise<Result<null>>;
}

/** The operator's side: opens an encrypted message with the private key. */
export interface Decryption {
  /** Throws a `RefusalError` with `STOP_BACKUP_UNVERIFIED` where the key does not fit or, at the end of the stream, where the message was altered. */
  decrypt(encrypted: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
}
