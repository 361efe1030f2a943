import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { findPathFault, type Inclusion, inclusionPath, type PathFault } from "../../src/merkle/inclusion.ts";
import { leafHash, TreeHash } from "../../src/merkle/tree-hash.ts";
import { recursivePath, recursiveRoot } from "./recursive.ts";
import { LEAF_HASHES, PATHS, ROOTS } from "./reference.ts";

for (const { index, size, path } of PATHS) {
  test(`the path of leaf ${index} of ${size} is the published one, and leads to the published root`, () => {
    assert.deepEqual(inclusionPath(LEAF_HASHES.slice(0, size), index), path);
    assert.equal(
      findPathFault({ index, size, leaf: LEAF_HASHES[index] ?? "", path, root: ROOTS[size] ?? "" }),
      undefined,
    );
  });
}

const ANY = "ab".repeat(32);
const [, , , , , , , , ROOT = ""] = ROOTS;
const WHOLE: Inclusion = {
  index: 5,
  size: 8,
  leaf: LEAF_HASHES[5] ?? "",
  path: inclusionPath(LEAF_HASHES, 5),
  root: ROOT,
};

const FAULTS: readonly (readonly [string, Partial<Inclusion>, PathFault])[] = [
  ["of another leaf", { leaf: LEAF_HASHES[4] ?? "" }, "other root"],
  ["to another root", { root: ANY }, "other root"],
  ["at the place of its neighbour", { index: 4 }, "other root"],
  ["with the nodes in the other order", { path: WHOLE.path.toReversed() }, "other root"],
  ["with a changed node", { path: WHOLE.path.with(1, ANY) }, "other root"],
  ["without its last node", { path: WHOLE.path.slice(0, -1) }, "too short"],
  ["without its first node", { path: WHOLE.path.slice(1) }, "too short"],
  ["without any node", { path: [] }, "too short"],
  ["with the root after it", { path: [...WHOLE.path, ROOT] }, "too long"],
  ["with a node before it", { path: [ANY, ...WHOLE.path] }, "too long"],
  ["in a tree of half the size", { index: 1, size: 4 }, "too long"],
  ["in a tree of twice the size", { size: 16 }, "too short"],
  ["in a tree of as many leaves as its place", { size: 5 }, "out of range"],
  ["in an empty tree", { index: 0, size: 0, path: [] }, "out of range"],
  ["at a place before the first", { index: -1 }, "out of range"],
  ["at a place between two", { index: 4.5 }, "out of range"],
  ["at no place", { index: Number.NaN }, "out of range"],
  ["in a tree too large to count", { size: 2 ** 60 }, "out of range"],
  ["with half a node", { path: WHOLE.path.with(0, ANY.slice(0, 32)) }, "malformed"],
  ["with a node in capitals", { path: WHOLE.path.map((hash) => hash.toUpperCase()) }, "malformed"],
  ["of an empty leaf hash", { leaf: "" }, "malformed"],
  ["to an empty root", { root: "" }, "malformed"],
];

for (const [title, change, fault] of FAULTS) {
  test(`a path ${title} is ${fault}`, () => assert.equal(findPathFault({ ...WHOLE, ...change }), fault));
}

test("a tree of more leaves than 32 bits count is walked whole", () => {
  const size = 2 ** 40 + 1;
  assert.equal(
    findPathFault({ index: size - 1, size, leaf: ANY, path: [ANY], root: nodeOf(ANY, ANY) }),
    undefined,
  );
  assert.equal(
    findPathFault({ index: 2 ** 33, size, leaf: ANY, path: Array(40).fill(ANY), root: ANY }),
    "too short",
  );
});

function nodeOf(left: string, right: string): string {
  const tree = new TreeHash();
  tree.addHash(left);
  tree.addHash(right);
  return tree.root();
}

test("there is no path of a leaf that isn't there", () => {
  assert.throws(() => inclusionPath(LEAF_HASHES, 8), /no leaf 8 among 8/);
  assert.throws(() => inclusionPath([], 0), RangeError);
});

const trees = fc
  .array(fc.uint8Array({ maxLength: 8 }), { minLength: 1, maxLength: 70 })
  .chain((leaves) => fc.record({ leaves: fc.constant(leaves), index: fc.nat(leaves.length - 1) }));

test("every leaf of any tree has the path of the recursive definition, and it leads to the root", () => {
  fc.assert(
    fc.property(trees, ({ leaves, index }) => {
      const hashes = leaves.map((leaf) => leafHash(leaf));
      const path = inclusionPath(hashes, index);
      assert.deepEqual(path, recursivePath(index, leaves));
      const whole = {
        index,
        size: leaves.length,
        leaf: hashes[index] ?? "",
        path,
        root: recursiveRoot(leaves),
      };
      assert.equal(findPathFault(whole), undefined);
      assert.equal(findPathFault({ ...whole, path: [...path, ANY] }), "too long");
      if (path.length > 0) assert.equal(findPathFault({ ...whole, path: path.slice(1) }), "too short");
    }),
  );
});

test("a path that is changed anywhere leads to no root", () => {
  fc.assert(
    fc.property(trees, fc.nat(), fc.nat(63), ({ leaves, index }, which, digit) => {
      const hashes = leaves.map((leaf) => leafHash(leaf));
      const parts = [hashes[index] ?? "", ...inclusionPath(hashes, index)];
      const [leaf = "", ...path] = parts.with(
        which % parts.length,
        flipped(parts[which % parts.length] ?? "", digit),
      );
      assert.equal(
        findPathFault({ index, size: leaves.length, leaf, path, root: recursiveRoot(leaves) }),
        "other root",
      );
    }),
  );
});

function flipped(hash: string, digit: number): string {
  const other = (Number.parseInt(hash.charAt(digit), 16) ^ 1).toString(16);
  return `${hash.slice(0, digit)}${other}${hash.slice(digit + 1)}`;
}
