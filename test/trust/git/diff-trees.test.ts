import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { diffTrees, type EntryDifference } from "../../../src/trust/git/diff-trees.ts";
import { parseTree, type TreeEntry } from "../../../src/trust/git/parse-tree.ts";
import { reasonOf } from "../../support/reason-of.ts";

const ID = "1".repeat(40);
const entry = (name: string, id: number, mode = "100644") =>
  Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.alloc(20, id)]);
const tree = (...entries: readonly Buffer[]) => ({ id: ID, content: Buffer.concat(entries) });

test("what two trees differ in is found wherever it stands", () => {
  const entries = fc.uniqueArray(
    fc.tuple(fc.stringMatching(/^[a-d]{1,4}$/), fc.nat(3), fc.constantFrom("100644", "40000")),
    {
      selector: ([name]) => name,
    },
  );
  fc.assert(
    fc.property(entries, entries, (one, other) => {
      const raw = (list: typeof one) => tree(...list.map(([name, id, mode]) => entry(name, id, mode)));
      const before = raw(one);
      const now = raw(other);
      const differences = diffTrees(before, now);
      const [a, b] = [parseTree(ID, before.content), parseTree(ID, now.content)];
      assert.ok(differences.ok && a.ok && b.ok);
      for (const name of new Set([...a.value.keys(), ...b.value.keys()])) {
        const was: TreeEntry | null = a.value.get(name) ?? null;
        const is: TreeEntry | null = b.value.get(name) ?? null;
        const expected: EntryDifference | undefined =
          was?.id === is?.id && was?.mode === is?.mode ? undefined : { before: was, now: is };
        assert.deepEqual(differences.value.get(name), expected);
      }
    }),
  );
});

test("a folder that is not there has no entries", () => {
  const now = tree(entry("a", 1));
  const added = diffTrees(null, now);
  assert.deepEqual(added.ok && [...added.value.keys()], ["a"]);
  assert.equal(added.ok && added.value.get("a")?.before, null);
  const removed = diffTrees(now, null);
  assert.equal(removed.ok && removed.value.get("a")?.now, null);
  assert.deepEqual(diffTrees(null, null), { ok: true, value: new Map() });
});

test("a long beginning in common is passed over, whatever bytes its ids hold", () => {
  const many = Array.from({ length: 300 }, (_, at) => entry(`run-${String(at).padStart(4, "0")}`, at % 256));
  const differences = diffTrees(tree(...many), tree(...many, entry("run-x", 7)));
  assert.deepEqual(differences.ok && [...differences.value.keys()], ["run-x"]);
  const changed = diffTrees(tree(...many), tree(...many.slice(0, -1), entry("run-0299", 0)));
  assert.deepEqual(changed.ok && [...changed.value.keys()], ["run-0299"]);
  const same = diffTrees(tree(...many), tree(...many));
  assert.equal(same.ok && same.value.size, 0);
});

test("a change of mode alone is a difference", () => {
  const differences = diffTrees(tree(entry("a", 1)), tree(entry("a", 1, "100755")));
  assert.equal(differences.ok && differences.value.get("a")?.now?.mode, "100755");
});

test("an entry that stands twice is refused on either side", () => {
  const twice = tree(entry("a", 1), entry("a", 2));
  assert.equal(reasonOf(diffTrees(twice, tree())), "STOP_APPROVAL_PATH_UNSAFE");
  assert.equal(reasonOf(diffTrees(tree(), twice)), "STOP_APPROVAL_PATH_UNSAFE");
});
