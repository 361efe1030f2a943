import assert from "node:assert/strict";
import test from "node:test";
import { isFolder, parseTree } from "../../../src/trust/git/parse-tree.ts";
import { reasonOf } from "../../support/reason-of.ts";

const ID = "1".repeat(40);
const entry = (mode: string, name: string, id = "ab".repeat(20)) =>
  Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, "hex")]);
const parse = (...entries: readonly Buffer[]) => parseTree(ID, Buffer.concat(entries));

test("a tree is read entry by entry, names byte by byte", () => {
  const parsed = parse(
    entry("100644", "a b.md"),
    entry("40000", "dir", "cd".repeat(20)),
    entry("120000", "\u00e9"),
  );
  assert.ok(parsed.ok);
  assert.deepEqual(
    [...parsed.value.values()],
    [
      { mode: "100644", name: "a b.md", id: "ab".repeat(20) },
      { mode: "40000", name: "dir", id: "cd".repeat(20) },
      { mode: "120000", name: "Ã©", id: "ab".repeat(20) },
    ],
  );
});

test("names that only begin with dots are accepted", () => {
  const parsed = parse(entry("100644", "..."), entry("100644", "..a"), entry("100644", ".a"));
  assert.deepEqual(parsed.ok && [...parsed.value.keys()], ["...", "..a", ".a"]);
});

test("a folder is sorted as if its name ended in a slash", () => {
  const parsed = parse(entry("100644", "a.b"), entry("40000", "a"), entry("100644", "a0"));
  assert.deepEqual(parsed.ok && [...parsed.value.keys()], ["a.b", "a", "a0"]);
});

test("an empty tree and a tree of SHA-256 objects are read too", () => {
  assert.deepEqual(parse(), { ok: true, value: new Map() });
  const parsed = parseTree("2".repeat(64), entry("100644", "a", "ef".repeat(32)));
  assert.equal(parsed.ok && parsed.value.get("a")?.id, "ef".repeat(32));
});

test("a tree is read out of a larger buffer", () => {
  const whole = Buffer.concat([Buffer.from("head"), entry("100644", "a"), Buffer.from("tail")]);
  const parsed = parseTree(ID, whole.subarray(4, whole.length - 4));
  assert.deepEqual(parsed.ok && [...parsed.value.keys()], ["a"]);
});

for (const [what, bytes] of [
  ["a name that stands twice", [entry("100644", "a"), entry("40000", "a")]],
  ["a name that stands twice, apart", [entry("100644", "a"), entry("100644", "a.b"), entry("40000", "a")]],
  ["names out of order", [entry("100644", "b"), entry("100644", "a")]],
  ["a folder in the place of a file", [entry("40000", "a"), entry("100644", "a.b")]],
  ["a file in the place of a folder", [entry("100644", "a.b"), entry("100644", "a")]],
  ["an empty name", [entry("100644", "")]],
  ["the name .", [entry("40000", ".")]],
  ["the name ..", [entry("40000", "..")]],
  ["a name with a slash", [entry("100644", "a/b")]],
  ["a mode that is not a number", [entry("10064x", "a")]],
  ["a mode that is too short", [entry("1006", "a")]],
  ["a mode that is too long", [entry("1006444", "a")]],
  ["a mode with a digit of eight", [entry("100648", "a")]],
  ["an id that ends early", [entry("100644", "a").subarray(0, -1)]],
  ["a name that does not end", [Buffer.from("100644 abc")]],
  ["an entry without a space", [Buffer.from("100644")]],
  ["a long name that does not end", [Buffer.from(`100644 ${"a".repeat(60)}`)]],
  ["bytes after the last entry", [entry("100644", "a"), Buffer.from("x")]],
] as const) {
  test(`${what} makes a tree unsafe`, () =>
    assert.equal(reasonOf(parse(...bytes)), "STOP_APPROVAL_PATH_UNSAFE"));
}

test("a folder is a folder in both spellings of its mode", () => {
  for (const [mode, expected] of [
    ["40000", true],
    ["040000", true],
    ["100644", false],
    ["160000", false],
  ] as const) {
    assert.equal(isFolder({ mode, name: "a", id: "1" }), expected);
  }
});
