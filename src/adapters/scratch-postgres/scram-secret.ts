import { createHash, createHmac, pbkdf2Sync } from "node:crypto";

/**
 * What PostgreSQL keeps of a password (SCRAM-SHA-256, RFC 5803), with one iteration: 192 random bits need no stretching, which would take
 * longer than most sessions last. `password` is ASCII.
 */
export function scramSecret(password: string, salt: Uint8Array): string {
  const salted = pbkdf2Sync(password, salt, 1, 32, "sha256");
  const keyOf = (name: string) => createHmac("sha256", salted).update(name).digest();
  const stored = createHash("sha256").update(keyOf("Client Key")).digest();
  const [saltText, storedText, serverText] = [Buffer.from(salt), stored, keyOf("Server Key")].map((bytes) =>
    bytes.toString("base64"),
  );
  return `SCRAM-SHA-256$1:${saltText}$${storedText}:${serverText}`;
}
