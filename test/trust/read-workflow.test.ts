import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readWorkflow } from "../../src/trust/read-workflow.ts";

/** Texts, and the path and value of every entry that is read in them. */
const READ: readonly (readonly [string, string, readonly string[]])[] = [
  ["keys under keys", "a:\n  b: c\n  d:  e f\ng: h", ["a=", "a/b=c", "a/d=e f", "g=h"]],
  ["items", "a:\n  - b\n  - c: d\n    e: f\ng: h", ["a=", "a/2=b", "a/3/c=d", "a/3/e=f", "g=h"]],
  ["items that are not indented", "a:\n- b: c\n- d\ne: f", ["a=", "a/2/b=c", "a/3=d", "e=f"]],
  ["lists in items", "- a:\n  - b\n  - c\n  d: e", ["1/a=", "1/a/2=b", "1/a/3=c", "1/d=e"]],
  ["comments", "# c\na: b # d\n  # e\nf: g#h", ["a=b", "f=g#h"]],
  ["a comment behind a tab", "a: b\t# c", ["a=b"]],
  ["empty lines", "a:\n\n  b: c\n\t\n", ["a=", "a/b=c"]],
  ["lines that end with CR LF", "a:\r\n  b: c\r\n", ["a=", "a/b=c"]],
  ["a block text", "a: |\n  b: c\n\n  # d\ne: f", ["a=|[2:  b: c][3:][4:  # d]", "e=f"]],
  ["a block text of an item", "- a: >-\n    b\n  c: d", ["1/a=>-[2:    b]", "1/c=d"]],
  ["a block text at the end", "a: |+\n  b\n    ", ["a=|+[2:  b][3:    ]"]],
  ["a bar that opens no block", "- a | b\n- c: d |\n    e: f", ["1=a | b", "2/c=d |", "2/c/e=f"]],
  ["quoted texts", `a: "b: c"\nd: 'e "f'`, ['a="b: c"', `d='e "f'`]],
  ["a list in brackets", "a: [b, 'c', \"d\"]", ["a=[b, 'c', \"d\"]"]],
  ["an empty map", "a: {}", ["a={}"]],
  ["signs in plain text", "a: b {c} [d] 'e' -f ?g :h i:j", ["a=b {c} [d] 'e' -f ?g :h i:j"]],
  [
    "plain text that begins with a sign",
    `a: -b\nc: ?d\ne: :f\ng: \${{ h }}`,
    ["a=-b", "c=?d", "e=:f", `g=\${{ h }}`],
  ],
  ["keys with signs", "a-b.c_1: d", ["a-b.c_1=d"]],
];

/** Lines that GitHub reads otherwise than they look. */
const UNREAD: readonly (readonly [string, string])[] = [
  ["a key with a space before its colon", "uses : x"],
  ["an item with a key with a space before its colon", "- uses : x"],
  ["more than one space behind a dash", "-   uses: x"],
  ["a tab behind a dash", "-\tuses: x"],
  ["a tab behind a colon", "uses:\tx"],
  ["a list in an item", "- - uses: x"],
  ["a dash alone", "-"],
  ["a quoted key", '"uses": x'],
  ["an item with a quoted key", `- 'uses': x`],
  ["an escape in a quoted text", 'a: "\\x62"'],
  ["a quoted text that goes on", 'a: "b'],
  ["a quoted text that goes on in single quotes", "a: 'b"],
  ["text behind a quoted text", `a: "b" c`],
  ["text behind a quoted text in single quotes", `a: 'b' c`],
  ["text behind a list", "a: [b] c"],
  ["text behind an empty map", "a: {} c"],
  ["a list that goes on", "a: [b,"],
  ["a map in a list", "a: [{ uses: x }]"],
  ["a list in a list", "a: [[b]]"],
  ["a pair in a list", "a: [uses: x]"],
  ["a map in braces", "a: { uses: x }"],
  ["a step in braces", "- { uses: x }"],
  ["a map in braces that goes on", "{"],
  ["an anchor", "a: &b"],
  ["an anchor in a list", "a: [&b c]"],
  ["an anchor of a quoted text", 'a: &b "c"'],
  ["an anchor of a quoted text in single quotes", "a: &b 'c'"],
  ["an anchor of a list", "a: &b [c]"],
  ["an anchor of an empty map", "a: &b {}"],
  ["an alias", "a: *b"],
  ["an item that is an alias", "- *b"],
  ["a merge", "<<: *b"],
  ["a tag", "a: !!str b"],
  ["a tag in a list", "a: [!!str b]"],
  ["a tag before a key", "- !!str uses: x"],
  ["a key by question mark", "? uses"],
  ["an item with a key by question mark", "- ? uses"],
  ["a value of a key by question mark", ": x"],
  ["an item that is a value", "- : x"],
  ["a question mark alone", "- ?"],
  ["a colon alone", "- :"],
  ["a dash as an item", "- -"],
  ["a key in a value", "a: b: c"],
  ["a colon at the end of a value", "a: b:"],
  ["a second document", "---"],
  ["a directive", "%YAML 1.2"],
  ["text that goes on", "  b c"],
  ["a block text with an indentation of its own", "a: |2"],
  ["a block text as an item", "- |"],
  ["a reserved sign", "a: @b"],
  ["another reserved sign", "a: `b"],
  ["a byte order mark", "\ufeffa: b"],
  ["a carriage return alone", "a: b\rc: d"],
  ["a line separator", "a: b\u2028c: d"],
  ["a paragraph separator", "a: b\u2029c: d"],
  ["a next line", "a: b\u0085c: d"],
  ["a key behind a space that is not ASCII", "\u00a0a: b"],
];

describe("readWorkflow", () => {
  for (const [name, text, expected] of READ)
    it(`reads ${name}`, () => {
      const { entries, unread } = readWorkflow(text);
      const found = entries.map(({ path, value, block }) => {
        const lines = block.map((each) => `[${each.line}:${each.text}]`).join("");
        return `${path.join("/")}=${value}${lines}`;
      });
      assert.deepEqual(found, expected);
      assert.deepEqual(unread, []);
    });

  for (const [name, text] of UNREAD)
    it(`leaves ${name} unread`, () => {
      assert.deepEqual(readWorkflow(`first: 1\n${text}\nlast: 3`).unread, [2]);
    });

  it("gives the line of each entry", () => {
    assert.deepEqual(
      readWorkflow("a:\n\n  - b").entries.map(({ line }) => line),
      [1, 3],
    );
  });

  it("finds odd signs in a block text too", () => {
    assert.deepEqual(readWorkflow("a: |\n  b\u2028c\n  d").unread, [2]);
  });
});
