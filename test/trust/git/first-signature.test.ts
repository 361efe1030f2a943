import assert from "node:assert/strict";
import test from "node:test";
import { firstSignature } from "../../../src/trust/git/first-signature.ts";
import { parseCommit } from "../../../src/trust/git/parse-commit.ts";

const ID = "1".repeat(40);
const WHO = "A <a@example.org> 1780000000 +0000";
const HEAD = `tree ${"2".repeat(40)}\nauthor ${WHO}\ncommitter ${WHO}`;

for (const [title, text] of [
  ["one header of several lines", `${HEAD}\ngpgsig -----BEGIN\n \n  a\n -----END\n\nmessage\n`],
  ["a header between others", `${HEAD}\ngpgsig one\n two\nencoding UTF-8\n\nmessage\n`],
  ["the header of the other object format", `${HEAD}\ngpgsig-sha256 one\n\nmessage\n`],
  ["a header at the very end", `${HEAD}\ngpgsig one\n two`],
  ["an empty header", `${HEAD}\ngpgsig \n\nmessage\n`],
  ["another header that quotes one", `${HEAD}\nmergetag object\n gpgsig inner\ngpgsig outer\n\nmessage\n`],
] as const) {
  test(`${title} gives the text that the whole commit gives`, () => {
    const commit = parseCommit(ID, Buffer.from(text));
    assert.ok(commit.ok);
    assert.equal(commit.value.signatures.length, 1);
    assert.equal(firstSignature(Buffer.from(text)), commit.value.signatures[0]?.text);
  });
}

test("a commit without a signature has none, whatever its headers quote", () => {
  assert.equal(firstSignature(Buffer.from(`${HEAD}\n\nmessage\n`)), null);
  assert.equal(firstSignature(Buffer.from(`${HEAD}\nmergetag object\n gpgsig inner\n\nmessage\n`)), null);
});
