import type { Hash } from "node:crypto";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { type GitObject, OversizeObject } from "../../ports/control-repository.ts";
import { startHash } from "./hash-object.ts";

/** Enough for the tree and the parents of any commit that git merges. */
const START_BYTES = 64 * 1024;

/** An object that is hashed as it passes, and of which only the beginning is kept. */
export class PassingObject {
  readonly #id: string;
  readonly #hash: Hash;
  readonly #size: number;
  #left: number;
  readonly #start: Buffer[] = [];
  #kept = 0;

  constructor(id: string, type: GitObject["type"], size: number) {
    this.#id = id;
    this.#hash = startHash(id, type, size);
    this.#size = size;
    // Git ends an answer with a line feed.
    this.#left = size + 1;
  }

  /** Takes what is its own from the front; returns the rest. */
  take(bytes: Buffer): Buffer {
    const own = bytes.subarray(0, this.#left);
    this.#hash.update(own.subarray(0, Math.max(0, this.#left - 1)));
    if (this.#kept < START_BYTES) {
      const part = Buffer.from(own.subarray(0, START_BYTES - this.#kept));
      this.#start.push(part);
      this.#kept += part.length;
    }
    this.#left -= own.length;
    return bytes.subarray(own.length);
  }

  /** Why nothing is returned, once all of it has passed. */
  end(): RefusalError | null {
    if (this.#left > 0) return null;
    if (this.#hash.digest("hex") !== this.#id)
      return new RefusalError(untrustedObject(this.#id, "an object with another hash"));
    return new OversizeObject(
      untrustedObject(this.#id, `an object of ${this.#size} bytes`),
      Buffer.concat(this.#start),
    );
  }
}

export function untrustedObject(id: string, actual: string) {
  return refusal("STOP_REPO_STATE_UNTRUSTED", { field: "object", expected: id, actual });
}
