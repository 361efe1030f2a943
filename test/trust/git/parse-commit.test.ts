import assert from "node:assert/strict";
import test from "node:test";
import { parseCommit } from "../../../src/trust/git/parse-commit.ts";
import { parseLinks } from "../../../src/trust/git/parse-links.ts";
import { reasonOf } from "../../support/reason-of.ts";

const ID = "1".repeat(40);
const LONG = "2".repeat(64);
const TREE = `tree ${"a".repeat(40)}`;
const PARENT = `parent ${"b".repeat(40)}`;
const OTHER = `parent ${"c".repeat(40)}`;
const AUTHOR = "author Ann O. <ann@example.org> 1780306200 +0200";
const COMMITTER = "committer Con <> 1780306260 -0330";
const HEAD = [TREE, PARENT, OTHER, AUTHOR, COMMITTER];
const object = (headers: readonly string[], message = "\nHello\n\nWorld\n") =>
  Buffer.from(`${headers.join("\n")}\n${message}`);

test("a commit is read as git wrote it", () => {
  const parsed = parseCommit(ID, object([...HEAD, "encoding UTF-8"]));
  assert.ok(parsed.ok);
  assert.equal(parsed.value.tree, "a".repeat(40));
  assert.deepEqual(parsed.value.parents, ["b".repeat(40), "c".repeat(40)]);
  assert.deepEqual(parsed.value.author, {
    name: "Ann O.",
    email: "ann@example.org",
    at: new Date(1780306200_000),
  });
  assert.deepEqual(parsed.value.committer, { name: "Con", email: "", at: new Date(1780306260_000) });
  assert.equal(parsed.value.message, "Hello\n\nWorld\n");
  assert.deepEqual(parsed.value.signatures, []);
  assert.deepEqual(parsed.value.signedPayload, object([...HEAD, "encoding UTF-8"]));
});

test("the signed payload is the object without its signature headers, wherever they stand", () => {
  const signature = "gpgsig -----BEGIN\n \n AAAA\n -----END";
  const plain = object([...HEAD, "encoding UTF-8"]);
  for (const headers of [
    [...HEAD, "encoding UTF-8", signature],
    [...HEAD, signature, "encoding UTF-8"],
    [...HEAD, signature, "encoding UTF-8", "gpgsig-sha256 x\n y", "GpgSig z"],
  ]) {
    const parsed = parseCommit(ID, object(headers));
    assert.ok(parsed.ok);
    assert.deepEqual(Buffer.from(parsed.value.signedPayload), plain);
    assert.deepEqual(parsed.value.signatures[0], { header: "gpgsig", text: "-----BEGIN\n\nAAAA\n-----END" });
  }
});

test("every header whose name begins like a signature's is listed, in order", () => {
  const parsed = parseCommit(ID, object([...HEAD, "gpgsig a", "gpgsig-sha256 b", "GPGSIGX c", "xgpgsig d"]));
  assert.deepEqual(parsed.ok && parsed.value.signatures.map(({ header }) => header), [
    "gpgsig",
    "gpgsig-sha256",
    "GPGSIGX",
  ]);
});

test("a message that looks like a signature header is a message", () => {
  const parsed = parseCommit(ID, object(HEAD, "\ngpgsig x\n"));
  assert.deepEqual(parsed.ok && parsed.value.signatures, []);
});

test("an object without a message is read to its end", () => {
  const parsed = parseCommit(ID, Buffer.from(HEAD.join("\n")));
  assert.ok(parsed.ok);
  assert.equal(parsed.value.message, "");
  assert.deepEqual(Buffer.from(parsed.value.signedPayload), Buffer.from(HEAD.join("\n")));
});

const BROKEN: readonly (readonly [string, Buffer])[] = [
  ["a NUL in the head", object([...HEAD, "x \u0000"])],
  ["a NUL in the message", object(HEAD, "\na\u0000b\n")],
  ["no tree", object(HEAD.slice(1))],
  ["no author", object([TREE, PARENT, COMMITTER])],
  ["no committer", object([TREE, PARENT, AUTHOR])],
  ["a parent after the author", object([TREE, AUTHOR, PARENT, COMMITTER])],
  ["a tree after its parent", object([PARENT, TREE, AUTHOR, COMMITTER])],
  ["a second tree", object([...HEAD, TREE])],
  ["a second author", object([...HEAD, AUTHOR])],
  ["a second committer", object([...HEAD, COMMITTER])],
  ["a late parent", object([...HEAD, PARENT])],
  ["a tree id of another length", object([`tree ${"a".repeat(64)}`, AUTHOR, COMMITTER])],
  ["a parent id of another length", object([TREE, `parent ${"b".repeat(39)}`, AUTHOR, COMMITTER])],
  ["an id that is not hex", object([`tree ${"g".repeat(40)}`, AUTHOR, COMMITTER])],
  ["an id in capitals", object([`tree ${"A".repeat(40)}`, AUTHOR, COMMITTER])],
  ["an author without a date", object([TREE, "author Ann <a>", COMMITTER])],
  ["a committer with two addresses", object([TREE, AUTHOR, "committer C <a> <b> 1 +0000"])],
  ["a date that is not a number", object([TREE, AUTHOR, "committer C <a> x +0000"])],
  ["a negative date", object([TREE, AUTHOR, "committer C <a> -1 +0000"])],
  ["a date past every calendar", object([TREE, AUTHOR, "committer C <a> 999999999999 +0000"])],
  ["text after the zone", object([TREE, AUTHOR, "committer C <a> 1 +0000 x"])],
  ["text before the name", object([TREE, "author x\n y <a> 1 +0000", COMMITTER])],
  ["a line that continues nothing", Buffer.concat([Buffer.from(" x\n"), object(HEAD)])],
  ["a header without a value", object([...HEAD, "odd"])],
  ["nothing at all", Buffer.alloc(0)],
];

for (const [what, bytes] of BROKEN) {
  test(`an object with ${what} is refused as a commit`, () =>
    assert.equal(reasonOf(parseCommit(ID, bytes)), "STOP_APPROVAL_PROVENANCE"));
}

test("an id that only contains a shorter one is not an id", () => {
  for (const id of [`${"g".repeat(24)}${"a".repeat(40)}`, `${"a".repeat(40)}${"g".repeat(24)}`]) {
    assert.equal(
      reasonOf(parseCommit(LONG, object([`tree ${id}`, AUTHOR, COMMITTER]))),
      "STOP_APPROVAL_PROVENANCE",
    );
  }
});

test("a continued header at the very end of the object is read whole", () => {
  const parsed = parseCommit(ID, Buffer.from([...HEAD, "gpgsig a\n b"].join("\n")));
  assert.deepEqual(parsed.ok && parsed.value.signatures, [{ header: "gpgsig", text: "a\nb" }]);
});

test("a commit of SHA-256 objects has ids of its own length", () => {
  const tree = `tree ${"a".repeat(64)}`;
  assert.equal(reasonOf(parseCommit(LONG, object([tree, AUTHOR, COMMITTER]))), "accepted");
  assert.equal(reasonOf(parseCommit(LONG, object([TREE, AUTHOR, COMMITTER]))), "STOP_APPROVAL_PROVENANCE");
});

test("links are the tree and the parents, whatever else the commit holds", () => {
  assert.deepEqual(parseLinks(ID, object([TREE, PARENT, OTHER, "author nobody", "x"])), {
    ok: true,
    value: { tree: "a".repeat(40), parents: ["b".repeat(40), "c".repeat(40)] },
  });
  assert.deepEqual(parseLinks(ID, object([TREE, AUTHOR])), {
    ok: true,
    value: { tree: "a".repeat(40), parents: [] },
  });
});

for (const [what, bytes] of [
  ["no tree", object([PARENT, AUTHOR])],
  ["another first word", object([`tres ${"a".repeat(40)}`, AUTHOR])],
  ["a short tree id", object([`tree ${"a".repeat(39)}`, AUTHOR])],
  ["a long tree id", object([`tree ${"a".repeat(41)}`, AUTHOR])],
  ["a tree id that is not hex", object([`tree ${"g".repeat(40)}`, AUTHOR])],
  ["a tree id that begins with no hex", object([`tree g${"a".repeat(39)}`, AUTHOR])],
  ["a tree id that ends with no hex", object([`tree ${"a".repeat(39)}g`, AUTHOR])],
  ["a short parent id", object([TREE, `parent ${"b".repeat(39)}`, AUTHOR])],
  ["a long parent id", object([TREE, `parent ${"b".repeat(41)}`, AUTHOR])],
  ["a parent id that is not hex", object([TREE, `parent ${"x".repeat(40)}`, AUTHOR])],
  ["a parent at the very end", Buffer.from(`${TREE}\nparent ${"b".repeat(20)}`)],
  ["a second tree", object([TREE, TREE, PARENT, AUTHOR])],
  ["another header before the parents", object([TREE, "x y", PARENT, AUTHOR])],
  ["nothing behind the parents", object([TREE, PARENT])],
  ["a tree and an author on one line", Buffer.from(`${TREE} ${AUTHOR}`)],
  ["a parent and an author on one line", Buffer.from(`${TREE}\n${PARENT} ${AUTHOR}`)],
  ["nothing", Buffer.alloc(0)],
] as const) {
  test(`links with ${what} are refused`, () =>
    assert.equal(reasonOf(parseLinks(ID, bytes)), "STOP_REPO_STATE_UNTRUSTED"));
}
