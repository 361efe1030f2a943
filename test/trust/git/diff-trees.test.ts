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

type Row = readonly [string, number, string];

/** A folder, and the same folder after some entries were added, removed or changed. */
const pairs = fc
  .uniqueArray(fc.tuple(fc.stringMatching(/^[a-d]{1,4}$/), fc.nat(3), fc.constantFrom("100644", "40000")), {
    selector: ([name]) => name,
    maxLength: 12,
  })
  .chain((rows) =>
    fc.tuple(
      fc.constant<readonly Row[]>(rows),
      fc.array(fc.constantFrom("keep", "keep", "keep", "drop", "change", "insert"), {
        minLength: rows.length,
        maxLength: rows.length,
      }),
    ),
  )
  .map(([rows, edits]): readonly [readonly Row[], readonly Row[]] => [
    rows,
    rows.flatMap(([name, id, mode], at): readonly Row[] => {
      if (edits[at] === "drop") return [];
      if (edits[at] === "change") return [[name, id + 1, mode]];
      if (edits[at] === "insert")
        return [
          [`${name}-new`, id, mode],
          [name, id, mode],
        ];
      return [[name, id, mode]];
    }),
  ]);

test("every difference of two trees is found, wherever it stands", () => {
  const place = ([name, , mode]: Row) => (mode === "40000" ? `${name}/` : name);
  const sorted = (rows: readonly Row[]) => [...rows].sort((a, b) => (place(a) < place(b) ? -1 : 1));
  const raw = (rows: readonly Row[]) =>
    tree(...sorted(rows).map(([name, id, mode]) => entry(name, id, mode)));
  fc.assert(
    fc.property(pairs, ([one, other]) => {
      const before = raw(one);
      const now = raw(other);
      const differences = diffTrees(before, now);
      const [a, b] = [parseTree(ID, before.content), parseTree(ID, now.content)];
      assert.ok(differences.ok && a.ok && b.ok);
      for (const name of new Set([...a.value.keys(), ...b.value.keys()])) {
        const was: TreeEntry | null = a.value.get(name) ?? null;
        const is: TreeEntry | null = b.value.get(name) ?? null;
        const isSame: boolean = was?.id === is?.id && was?.mode === is?.mode;
        const expected: EntryDifference | undefined = isSame ? undefined : { before: was, now: is };
        assert.deepEqual(differences.value.get(name), expected);
      }
    }),
    { numRuns: 300 },
  );
});

test("a folder that is not there has no entries", () => {
  const now = tree(entry("a", 1));
  const added = diffTrees(null, now);
  assert.deepEqual(added.ok && [...added.value.keys()], ["a"]);
  assert.deepEqual(added.ok && added.value.get("a"), {
    before: null,
    now: { mode: "100644", name: "a", id: "01".repeat(20) },
  });
  const removed = diffTrees(now, null);
  assert.equal(removed.ok && removed.value.get("a")?.now, null);
  assert.deepEqual(diffTrees(null, null), { ok: true, value: new Map() });
});

test("a long common beginning is skipped, whatever bytes its ids hold", () => {
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

test("a name that stands twice after the common beginning is refused on either side", () => {
  const twice = tree(entry("a", 1), entry("a", 2));
  assert.equal(reasonOf(diffTrees(twice, tree())), "STOP_APPROVAL_PATH_UNSAFE");
  assert.equal(reasonOf(diffTrees(tree(), twice)), "STOP_APPROVAL_PATH_UNSAFE");
});
