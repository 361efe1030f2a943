import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { leafHash, TreeHash } from "../../src/merkle/tree-hash.ts";
import { recursiveRoot } from "./recursive.ts";
import { LEAF_HASHES, LEAVES, ROOTS } from "./reference.ts";

test("the leaves of the reference tree have their published hashes", () => {
  assert.deepEqual(
    LEAVES.map((leaf) => leafHash(leaf)),
    LEAF_HASHES,
  );
});

test("a tree that grows has the published root after each leaf, and the hash of nothing before the first", () => {
  const tree = new TreeHash();
  const roots = [tree.root()];
  for (const leaf of LEAVES) {
    tree.add(leaf);
    roots.push(tree.root());
  }
  assert.deepEqual(roots, ROOTS);
  assert.equal(tree.size, 8);
});

test("leaves and their hashes give the same tree", () => {
  const tree = new TreeHash();
  for (const hash of LEAF_HASHES) tree.addHash(hash);
  assert.equal(tree.root(), ROOTS[8]);
});

test("text is a leaf of its UTF-8 bytes", () => {
  assert.equal(leafHash("§ 1 Änderung 法"), leafHash(Buffer.from("§ 1 Änderung 法")));
});

test("a leaf that holds the bytes of two hashes isn't their node", () => {
  const [left = "", right = ""] = LEAF_HASHES;
  assert.notEqual(leafHash(Buffer.from(`${left}${right}`, "hex")), ROOTS[2]);
});

test("a tree of any leaves has the root that the recursive definition gives", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 70 }), (leaves) => {
      const tree = new TreeHash();
      for (const leaf of leaves) tree.add(leaf);
      assert.equal(tree.root(), recursiveRoot(leaves));
    }),
  );
});
