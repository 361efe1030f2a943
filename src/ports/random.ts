export interface Random {
  /** Cryptographically strong random bytes. */
  bytes(count: number): Uint8Array;
  /** A random UUID, version 4. */
  uuid(): string;
}
