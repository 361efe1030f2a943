import { createHash, type Hash } from "node:crypto";
import type { GitObject } from "../../ports/control-repository.ts";

/** The id that git gives to an object; the length of `like` chooses SHA-1 or SHA-256. */
export function hashObject(like: string, type: GitObject["type"], content: Uint8Array): string {
  return startHash(like, type, content.length).update(content).digest("hex");
}

/** The hash of an object of `size` bytes, before its content. */
export function startHash(like: string, type: GitObject["type"], size: number): Hash {
  return createHash(like.length === 64 ? "sha256" : "sha1").update(`${type} ${size}\0`);
}
