import { createHash } from "node:crypto";

/** RFC 9162 section 2.1.1 word for word: MTH of a list of leaves. */
export function recursiveRoot(leaves: readonly Uint8Array[]): string {
  return treeHash(leaves).toString("hex");
}

/** RFC 9162 section 2.1.3.1 word for word: PATH(m, D_n). */
export function recursivePath(index: number, leaves: readonly Uint8Array[]): readonly string[] {
  if (leaves.length === 1) return [];
  const k = splitOf(leaves.length);
  return index < k
    ? [...recursivePath(index, leaves.slice(0, k)), recursiveRoot(leaves.slice(k))]
    : [...recursivePath(index - k, leaves.slice(k)), recursiveRoot(leaves.slice(0, k))];
}

function treeHash(leaves: readonly Uint8Array[]): Buffer {
  const [first] = leaves;
  if (first === undefined) return sha256();
  if (leaves.length === 1) return sha256(Uint8Array.of(0), first);
  const k = splitOf(leaves.length);
  return sha256(Uint8Array.of(1), treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
}

/** The largest power of two smaller than n. */
function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

function sha256(...parts: readonly Uint8Array[]): Buffer {
  return createHash("sha256").update(Buffer.concat(parts)).digest();
}
