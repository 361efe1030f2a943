import { createHash } from "node:crypto";

/** Namespace of every derived id of iu-cutter. */
const NAMESPACE = Buffer.from("6f1c0d52a1b54c1e9c3a7d7c2f0b8e41", "hex");

/**
 * UUID version 5 (RFC 9562 section 5.5) over the parts, each length-prefixed so that no two lists of parts share a name.
 * The same effect gets the same id in every run.
 */
export function derivedId(...parts: readonly string[]): string {
  const name = parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join("");
  const hash = createHash("sha1").update(NAMESPACE).update(name).digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
