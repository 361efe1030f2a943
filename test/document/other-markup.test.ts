import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";

/** Labels of the units, each after as many dots as there are addresses above it. */
function cut(lines: readonly string[]): readonly string[] {
  const result = markDocument(Buffer.from(lines.join("\n")), { maxUnits: 100 });
  assert.ok(result.ok, JSON.stringify(result));
  return result.value.units.map((unit) => unit.label);
}

/** The text of every unit, from its first byte. */
function texts(lines: readonly string[]): readonly string[] {
  const source = Buffer.from(lines.join("\n"));
  const result = markDocument(source, { maxUnits: 100 });
  assert.ok(result.ok, JSON.stringify(result));
  return result.value.units.map((unit) => source.subarray(unit.startByte, unit.endByte).toString());
}

function under(title: string, mark: string): readonly string[] {
  return [title, mark.repeat([...title].length), "", "Text.", ""];
}

function over(title: string, mark: string): readonly string[] {
  return [mark.repeat([...title].length), ...under(title, mark)];
}

describe("reStructuredText (P-170)", () => {
  const three = ["Members", "Duties", "Rights", "Officers", "Board"];
  const styles: readonly { readonly rule: string; readonly marks: readonly [string, string, string] }[] = [
    { rule: "tildes", marks: ["=", "-", "~"] },
    { rule: "carets", marks: ["=", "-", "^"] },
    { rule: "quotes", marks: ["*", "=", '"'] },
    { rule: "backticks", marks: ["#", "=", "`"] },
    { rule: "dots and colons", marks: ["=", ".", ":"] },
    { rule: "plus signs and underscores", marks: ["=", "+", "_"] },
  ];
  for (const { rule, marks } of styles) {
    test(`a document with ${rule} under its titles is cut at every one`, () => {
      const [top, middle, low] = marks;
      const lines = [
        ...under("Charter", top),
        ...under("Members", middle),
        ...under("Duties", low),
        ...under("Rights", low),
        ...under("Officers", middle),
        ...under("Board", low),
      ];
      assert.deepEqual(cut(lines), three);
    });
  }

  test("a title between two lines of marks is a level of its own, and its unit begins at the first", () => {
    const lines = [...over("Charter", "="), ...under("Members", "="), ...over("Board", "=")];
    assert.deepEqual(cut(lines), ["Charter", "Members", "Board"]);
    assert.match(texts(lines)[2] ?? "", /^=====\nBoard\n/);
  });

  test("a target directly above an overline is no title", () => {
    const lines = [...over("Charter", "="), ".. _seat:", ...over("Seat of it", "-"), ...over("Board", "-")];
    assert.deepEqual(cut(lines), ["Seat of it", "Board"]);
  });

  test("titles in wide letters are as long as their columns or their letters", () => {
    const lines = [
      ...["会員規程", "========", ""],
      ...["総則", "~~~~", "", "本文。", ""],
      ...["会員", "~~", "", "本文。", "", "役員", "~~~~", ""],
    ];
    assert.deepEqual(cut(lines), ["総則", "役員"]);
  });

  test("a table, a rule between blank lines and a literal block hold no title", () => {
    const lines = [
      ...under("Charter", "="),
      ...under("Members", "~"),
      ...["=====  =====", "Name   Fee", "=====  =====", "Full   10", "=====  =====", "", "----", ""],
      ...["::", "", "   Not a title", "   ~~~~~~~~~~~", ""],
      ...under("Officers", "~"),
    ];
    assert.deepEqual(cut(lines), ["Members", "Officers"]);
  });

  test("a Markdown document keeps its fences, whatever their length", () => {
    const fenced = ["Example", "~~~~~~~", "## not a heading", "~~~~~~~", ""];
    assert.deepEqual(cut(["# Guide", "", "## One", "", ...fenced, "## Two", ""]), ["One", "Two"]);
    const setext = [...under("Guide", "="), ...under("One", "-"), "Call", "~~~~", "x", "---", "~~~~", ""];
    assert.deepEqual(cut([...setext, ...under("Two", "-")]), ["One", "Two"]);
  });

  test("articles are found under adorned titles", () => {
    const lines = [
      ...under("Statuts", "="),
      ...under("Titre I", "~"),
      ...under("Article 1", "^"),
      ...under("Article 2", "^"),
      ...under("Titre II", "~"),
      ...under("Article 3", "^"),
    ];
    assert.deepEqual(cut(lines), ["Article 1", "Article 2", "Article 3"]);
  });
});

describe("AsciiDoc and wiki text (P-171)", () => {
  test("titles of every level are units, blocks hold none, anchors go with what follows", () => {
    const lines = [
      ...["= Statutes", "Jane Roe <jane@example.org>", ":toc:", ""],
      ...["[[name]]", "[role=main]", "== Name", "", "The society is named so.", ""],
      ...["[source,ruby]", "----", "== Not a title", "----", ""],
      ...["=== Short name", "", "Text.", "", "|===", "== x", "|===", "", "....", "== y", "....", ""],
      ...["== Seat", "", "Text.", "== still text", ""],
    ];
    assert.deepEqual(cut(lines), ["Name", "Short name", "Seat"]);
    assert.match(texts(lines)[0] ?? "", /^\[\[name\]\]\n/);
  });

  test("articles and numbers name the units", () => {
    const act = [
      "= Act",
      "",
      "== Chapter 1",
      "",
      "=== Article 1. Aim",
      "",
      "Text.",
      "",
      "=== Article 2",
      "",
      "Text.",
    ];
    assert.deepEqual(cut(act), ["Article 1", "Article 2"]);
    assert.deepEqual(cut(["= Bylaws", "", "== 1. Name", "", "Text.", "", "== 2. Seat", "", "Text."]), [
      "1",
      "2",
    ]);
  });

  test("a delimiter without a second one opens no block", () => {
    assert.deepEqual(cut(["= A", "", "----", "", "== B", "", "== C", ""]), ["B", "C"]);
  });

  test("titles closed by the same marks are wiki text, where a rule opens no block", () => {
    const lines = ["==Name==", "Text.", "----", "== Seat ==", "Text.", "----", "=== Branch ===", "Text."];
    assert.deepEqual(cut(lines), ["Name", "Seat", "Branch"]);
  });

  test("a Markdown document that speaks of such titles keeps its own headings", () => {
    assert.deepEqual(cut(["# Guide", "", "## A", "", "== x", "", "## B", "", "== y", "", "## C"]), [
      "A",
      "B",
      "C",
    ]);
  });
});
