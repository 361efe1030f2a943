import { sha256Hex } from "../json/canonical-json.ts";

const LEAF = Uint8Array.of(0);
const NODE = "01";

/** The hash of a tree without leaves: of nothing at all. */
const EMPTY_ROOT = sha256Hex("");

/** RFC 9162 section 2.1.1: the hash of a leaf, in lower-case hex as every hash of this room. Text counts as its UTF-8 bytes. */
export function leafHash(leaf: string | Uint8Array): string {
  return sha256Hex(Buffer.concat([LEAF, typeof leaf === "string" ? Buffer.from(leaf) : leaf]));
}

/** The hash of a node; another prefix than that of a leaf, so that no leaf can be passed off as a node. */
export function nodeHash(left: string, right: string): string {
  return sha256Hex(Buffer.from(`${NODE}${left}${right}`, "hex"));
}

/** The Merkle tree hash of RFC 9162 section 2.1.1, taken leaf by leaf: holds one hash for each full subtree, at most log2 of the leaves. */
export class TreeHash {
  /** The full subtrees from left to right, each smaller than the one before it. */
  readonly #full: { readonly size: number; readonly hash: string }[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(leaf: string | Uint8Array): void {
    this.addHash(leafHash(leaf));
  }

  addHash(hash: string): void {
    let subtree = { size: 1, hash };
    for (let left = this.#full.at(-1); left?.size === subtree.size; left = this.#full.at(-1)) {
      this.#full.pop();
      subtree = { size: left.size * 2, hash: nodeHash(left.hash, subtree.hash) };
    }
    this.#full.push(subtree);
    this.#size += 1;
  }

  /** Of the leaves so far; more may follow. */
  root(): string {
    const hashes = this.#full.map(({ hash }) => hash);
    return hashes.length === 0 ? EMPTY_ROOT : hashes.reduceRight((right, left) => nodeHash(left, right));
  }
}
