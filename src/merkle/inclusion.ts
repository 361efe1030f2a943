import { nodeHash } from "./tree-hash.ts";

/** How a path fails to lead from a leaf to a root. */
export type PathFault = "malformed" | "out of range" | "too long" | "too short" | "other root";

const HASH = /^[0-9a-f]{64}$/;

/**
 * The inclusion path of RFC 9162 section 2.1.3.1: the neighbours of leaf `index`, from the leaf up. A node without a neighbour rises to the
 * next level as it is, which is the split at the largest power of two that the section describes.
 */
export function inclusionPath(leafHashes: readonly string[], index: number): readonly string[] {
  if (!isWithin(index, leafHashes.length))
    throw new RangeError(`there is no leaf ${index} among ${leafHashes.length}`);
  const path: string[] = [];
  let level = leafHashes;
  for (let at = index; level.length > 1; at = Math.floor(at / 2)) {
    const neighbour = level[at % 2 === 0 ? at + 1 : at - 1];
    if (neighbour !== undefined) path.push(neighbour);
    level = levelAbove(level);
  }
  return path;
}

function levelAbove(level: readonly string[]): readonly string[] {
  const above: string[] = [];
  for (let at = 0; at < level.length; at += 2) {
    const [left = "", right] = level.slice(at, at + 2);
    above.push(right === undefined ? left : nodeHash(left, right));
  }
  return above;
}

export interface Inclusion {
  readonly index: number;
  readonly size: number;
  readonly leaf: string;
  readonly path: readonly string[];
  readonly root: string;
}

/** Step by step what RFC 9162 section 2.1.3.2 says; undefined where the path leads from the leaf to the root. */
export function findPathFault({ index, size, leaf, path, root }: Inclusion): PathFault | undefined {
  if (![leaf, root, ...path].every((hash) => HASH.test(hash))) return "malformed";
  if (!isWithin(index, size)) return "out of range";
  let [fn, sn] = [index, size - 1];
  let hash = leaf;
  for (const neighbour of path) {
    if (sn === 0) return "too long";
    if (isOdd(fn) || fn === sn) {
      hash = nodeHash(neighbour, hash);
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      hash = nodeHash(hash, neighbour);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  if (sn !== 0) return "too short";
  return hash === root ? undefined : "other root";
}

function isWithin(index: number, size: number): boolean {
  return Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size;
}

// Not the operators of bits, which cut a number to 32 of them.
function isOdd(value: number): boolean {
  return value % 2 === 1;
}

function half(value: number): number {
  return Math.floor(value / 2);
}
