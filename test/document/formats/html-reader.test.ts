import assert from "node:assert/strict";
import test from "node:test";
import { LINE } from "../../../src/document/source/line-class.ts";
import { droppedOf, readHtmlPage, refusalOf, textOf, unitsOf } from "./html-page.ts";

/** Pages and the text that is made of each; blocks stand a blank line apart. */
const TEXTS: readonly (readonly [string, string, string])[] = [
  ["blocks", "<div>a<p>b</p>c</div><section>d</section>", "a\n\nb\n\nc\n\nd"],
  ["inline elements", "<p>a<b>b</b> <i>c</i><unknown>d</unknown></p>", "ab cd"],
  ["white space", "<p>  a \n\t b  </p>  <p> c</p>", "a b\n\nc"],
  ["breaks", "<p>a<br>b<br/>c<br><br>d", "a\nb\nc\n\nd"],
  ["a rule", "a<hr>b", "a\n\nb"],
  ["an unordered list, without bullets", "<ul><li>a<li>b<ul><li>c</ul></ul>d", "a\nb\nc\n\nd"],
  ["an ordered list", "<ol><li>a<li>b</ol>", "1. a\n2. b"],
  ["an ordered list from a number", "<ol start=9 type=a><li>a<li value=27>b<li>c</ol>", "i. a\naa. b\nab. c"],
  ["a reversed list", "<ol reversed><li>a<li>b<ul><li>x</ul><li>c</ol>", "3. a\n2. b\n\nx\n\n1. c"],
  [
    "a list in capitals",
    '<ol style="list-style-type: upper-roman"><li>a<li value=4>b<li value=4000>c</ol>',
    "I. a\nIV. b\n4000. c",
  ],
  [
    "a list whose style prints nothing",
    '<ol class="x list-unstyled"><li>a</ol><ol style="list-style:none"><li>b</ol>',
    "a\n\nb",
  ],
  [
    "an item that prints its own number",
    "<ol><li>1. a<li>(2) b<li><span>c)</span>c<li>5. d</ol>",
    "1. a\n(2) b\nc)c\n4. 5. d",
  ],
  ["a nested list without a text before it", "<ol><li><ol type=a><li>a</ol></ol>", "1. a. a"],
  ["paragraphs in items", "<ol><li><p>a</p><p>b</p></li></ol>", "1. a\n\nb"],
  [
    "a table: rows as lines",
    "<table><tr><td>a<td><p>b</p><tr><th>c<td></td><td>d</table>e",
    "a\tb\nc\t\td\n\ne",
  ],
  [
    "a table for the layout",
    "<table><tr><td>x<p>y</p><td><p>Article 1</p><p>a</p></table>",
    "x\n\ny\n\nArticle 1\n\na",
  ],
  ["a heading in a cell", "<table><tr><td>x<td><h2>Article 1</h2>a</table>", "x\n\nArticle 1\n\na"],
  [
    "a table in a cell",
    "<table><tr><td>(a)<td><table><tr><td>(i)<td>b<tr><td>(ii)<td>c</table></table>d",
    "(a)\t(i)\tb\n(ii)\tc\n\nd",
  ],
  ["a caption and a text beside the cells", "<table><caption>a</caption>b<tr>c<td>d</table>", "a\n\nb\nc\td"],
  [
    "a description behind its number",
    "<dl><dt>1.<dd><p>a</p><p>b</p><dt>A long term<dd>c</dl>",
    "1. a\n\nb\n\nA long term\nc",
  ],
  ["preformatted text", "<pre>\n  SECTION 1.\n\n a   b\nc\n</pre>d", "SECTION 1.\n\na   b\nc\n\nd"],
  ["lines that a style keeps", '<div style="white-space: pre-wrap">a\nb</div>', "a\nb"],
  [
    "hidden text, which a click may unfold",
    "<p hidden>a</p><p style='display:none'>b</p><p aria-hidden=true>c",
    "a\n\nb\n\nc",
  ],
  [
    "a unit beside a text of the margin",
    "<table><tr><td>x<td>y<tr><td>Fees<td><p>Article 5<p>a<td>b</table>",
    "x\ty\n\nFees\n\nArticle 5\n\na\n\nb",
  ],
  [
    "a button in a heading, and none elsewhere",
    "<h2><button>Article 1</button></h2><p>a<button>b</button></p><h3><summary>c</summary></h3><button>d</button>",
    "Article 1\n\na\n\nc",
  ],
  ["details and noscript", "<details><summary>a</summary>b</details><noscript>c</noscript>", "a\n\nb\n\nc"],
  [
    "ruby, superior and inferior letters",
    "<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字 m<sup>2</sup> H<sub>2</sub>O",
    "漢(かん)字 m2 H2O",
  ],
  [
    "a number that a style sets apart",
    '<h3><span class="LegP1No">1</span><span>Title</span></h3>',
    "1 Title",
  ],
  ["text behind the end of the page", "<html><body><p>a</body></html><p>b", "a\n\nb"],
  ["an ideographic space", "<p>　　第一条　目的", "　　第一条　目的"],
];

test("text stands in lines and blocks as a browser shows it, every letter in the file's order", () => {
  for (const [what, html, text] of TEXTS) assert.equal(textOf(html), text, what);
});

test("a long text with blank lines in it is shown with its lines: each part is a block", () => {
  const part = "words of a law that is long enough".repeat(2);
  const parts = [part, part, part, part, part];
  assert.equal(textOf(`<div>${parts.join("\n\n")}</div>`), parts.join("\n\n"));
  assert.equal(textOf(`<div>${part}\n\n${part}</div>`), `${part} ${part}`);
});

test("the word `reversed` in a text, or in the tag of another element, asks for no second reading that changes numbers", () => {
  assert.equal(
    textOf("<p>The decision is reversed.</p><ul reversed><li>a</ul><ol><li>b<li>c</ol>"),
    "The decision is reversed.\n\na\n\n1. b\n2. c",
  );
  assert.equal(textOf("<ol reversed start=9><li>a<li>b</ol><ol reversed><li>c</ol>"), "9. a\n8. b\n\n1. c");
});

const DROPS: readonly (readonly [string, string])[] = [
  ["<script>abc</script>", "script program 1 3"],
  ["<style>abc</style>", "style program 1 3"],
  ["<title>abc</title>", "title metadata 1 3"],
  ["<nav>a<p>b</nav>", "nav navigation 1 2"],
  ["<div role=navigation>ab</div>", "div role=navigation navigation 1 2"],
  ["<aside>a</aside><aside>b</aside>", "aside note 2 2"],
  ["<footer>ab</footer>", "footer page 1 2"],
  ["<template><p>ab</template>", "template hidden 1 2"],
  ["<iframe><p>ab</iframe>", "iframe hidden 1 5"],
  ["<button>ab</button>", "button navigation 1 2"],
  ["<select><option>a<option>b</select>", "select navigation 1 2"],
  ["<textarea><h2>a</h2></textarea>", "textarea navigation 1 10"],
  ["<svg><title>a</title><text>b</text></svg>", "svg object 1 2"],
  ["<math><mi>x</mi><annotation>abc</annotation></math>", "annotation alternative 1 3"],
  ["<p>a<del>bc</del>d", "del deleted 1 2"],
  ['<div class="x Cookie-Banner">ab</div>', "div.cookie-banner navigation 1 2"],
  ['<ol class="breadcrumb"><li>ab</ol>', "ol.breadcrumb navigation 1 2"],
  ['<section role="doc-endnotes"><ol><li>ab</ol></section>', "section role=doc-endnotes note 1 2"],
  ['<img src="x" alt="a picture">', "img object 1 0"],
  ["<!-- abc -->", "comment comment 1 0"],
];

test("what is no text of the document is left out under the name of its element, with its letters (E-17)", () => {
  for (const [html, drop] of DROPS) assert.deepEqual(droppedOf(html), [drop], html);
});

test("a law about cookies and consent is kept", () => {
  assert.equal(
    textOf('<div id="gdpr" class="consent">Article 7 Conditions for consent</div>'),
    "Article 7 Conditions for consent",
  );
});

test("the place of what is left out is known in bytes", () => {
  const html = "<p>é</p><nav>ab</nav>";
  const { first } = readHtmlPage(html).dropped[0] ?? assert.fail();
  assert.equal(Buffer.from(html).subarray(first.startByte, first.endByte).toString(), "<nav>ab</nav>");
});

const LONG = "The text of this article is long enough. ".repeat(8);

test("what stands behind the main part of a page is left out; what stands before it is kept", () => {
  const html = `<p>before</p><main><h2>Article 1</h2>${LONG}</main><div>Contents</div><p>links</p>`;
  assert.ok(textOf(html).startsWith("before\n\nArticle 1"));
  assert.deepEqual(droppedOf(html), ["text behind main navigation 2 13"]);
});

test("a page with more text behind its main part than in it is refused: the law may stand there (E-17)", () => {
  const html = `<main><h1>The Act</h1></main><p>${LONG}</p>`;
  assert.deepEqual(refusalOf(html), {
    reason: "STOP_STRUCTURE_UNCLEAR",
    field: `byte ${html.indexOf(LONG)}`,
    expected: "the document in the main part of the page",
    actual: "more text behind it than its 6 letters",
  });
});

test("a number that browsers print and we do not is refused with its place", () => {
  const { reason, field, actual } = refusalOf('<p>a</p><ol style="list-style: hebrew inside"><li>a</ol>');
  assert.deepEqual(
    { reason, field, actual },
    { reason: "STOP_NUMBER_UNCLEAR", field: "byte 8", actual: "hebrew" },
  );
});

test("numbers that a browser counts are added, and counted apart from the letters of the file", () => {
  const { letters, map, text } = readHtmlPage("<ol><li>ab</ol>");
  assert.deepEqual(letters, { total: 2, projected: 2, dropped: 0, added: 2 });
  assert.deepEqual(map.rangeOf(0, text.length), { part: null, startByte: 4, endByte: 10 });
});

test("the lines say what they are: headings by their level, rows of tables, items without numbers, contents", () => {
  const { structure } = readHtmlPage(
    "<h2>a</h2><p>b<br>c</p><table><tr><td>d<td>e<tr><td>f</table><ul><li>g</ul><div id=toc><p>h</div>i",
  );
  assert.ok(structure.kind === "lines");
  const classes = [...structure.lines.classes].filter((kind) => kind !== LINE.blank);
  const { setext, paragraph, continuation, table, quote, frontMatter } = LINE;
  assert.deepEqual(classes, [
    ...[setext, paragraph, continuation, table, continuation, quote, frontMatter],
    paragraph,
  ]);
  assert.equal(structure.lines.levels[0], 2);
});

test("a heading that a page lists in its contents, or an item names, begins no unit", () => {
  const article = (number: number) => `<h2>Article ${number}. Title.</h2><p>Text of it.</p>`;
  const units = unitsOf(
    `<div id="TOC"><ul><li>Article 1. Title.<li>Article 2. Title.<li>Article 3. Title.</ul></div>${article(1)}${article(2)}<ul><li>Article 7: a clause was added</ul>${article(3)}`,
  );
  assert.deepEqual(
    units.map(({ label }) => label),
    ["Article 1", "Article 2", "Article 3"],
  );
});

test("the title of a page that pandoc made is no heading of a unit", () => {
  const page = (name: string) =>
    unitsOf(
      `<header><h1 class="${name}">Statutes</h1></header><h1>1 Name</h1><p>a</p><h1>2 Seat</h1><p>b</p><h1>Final</h1><p>c</p>`,
    );
  assert.equal(page("title").length, 3);
});

test("soup is read as browsers read it, and no number in what is left out becomes a unit (E-17)", () => {
  const units = unitsOf(`<!doctype html><title>Act</title><script>"<h2>Article 99</h2>"</script>
    <nav><ul><li><a href=#a1>Article 1</a><li>Article 2</ul></nav><!-- <h2>Article 95</h2> -->
    <main><h1>Act</h1><h2>Article 1 <em>Scope</h2><p>One &amp; two<p>Second <b>bold <i>both</b> end
    <table><tr><td>cell<td>cell<tr><td>Article 93 is mentioned</table>
    <h2 class="x"class="y">Article 2
    Two lines</h2><div><p>Text<br>line</div><template><h2>Article 92</h2></template>
    <h2>Article 3</h2><p hidden>hidden<p>Text.</main><footer>Printed</footer><script>document.write("Article 89")`);
  assert.deepEqual(
    units.map(({ label, title, body }) => [label, title, body.split("\n").at(-1)]),
    [
      ["Article 1", "Scope", "Article 93 is mentioned"],
      ["Article 2", "Two lines", "line"],
      ["Article 3", "", "Text."],
    ],
  );
});

test("a publisher that names its units by a class gives them: label and title of each, headings hold them", () => {
  const norm = (head: string, text: string) =>
    `<div class='norm'><div class='normhead'>${head}</div><div class='normtext'>${text}</div></div>`;
  const html = `<h1>G</h1>${norm("Inhaltsübersicht", "")}<h3>Abschnitt 1 – Anfang</h3>${norm("§ 1a Zweck", "Text.")}${norm("§§ 2 bis 4 (weggefallen)", "")}${norm("Anlage 2 (zu § 1)", "x")}`;
  assert.deepEqual(
    unitsOf(html).map(({ label, title, address }) => `${address}: ${label} | ${title}`),
    [
      "INHALTSUBERSICHT: Inhaltsübersicht | ",
      "PAR-1A: § 1a | Zweck",
      "PAR-2-BIS-4: §§ 2 bis 4 | (weggefallen)",
      "ANLAGE-2: Anlage 2 | (zu § 1)",
    ],
  );
});

/** Inputs that are read again and again by a quadratic reader. */
const HOSTILE: readonly (readonly [string, (length: number) => string])[] = [
  ["stray end tags", (length) => "</div></p></x>".repeat(length / 14)],
  ["formatting that nothing closes", (length) => "<b><i>x".repeat(length / 7)],
  [
    "cells in deep elements",
    (length) => `${"<div>".repeat(500)}${"<p></span></section>".repeat(length / 20)}`,
  ],
  ["less-than signs", (length) => "<".repeat(length)],
  ["references without end", (length) => "&amp".repeat(length / 4)],
  ["a comment that nothing closes", (length) => `<p>a<!--${"x--".repeat(length / 3)}`],
  ["ends of scripts in a script", (length) => `<script>${"</scrip <!--".repeat(length / 12)}`],
  ["a name without end", (length) => `<p ${"a".repeat(length)}`],
  ["options", (length) => "<select><option>x".repeat(length / 17)],
];

test("two megabytes of any tags are read to their end, every letter kept or named", () => {
  for (const [what, make] of HOSTILE) {
    const { letters } = readHtmlPage(make(1 << 21));
    assert.equal(letters.projected + letters.dropped, letters.total, what);
  }
});

test("a picture of 50 MB in an attribute passes without a copy, and is named (E-02)", () => {
  const picture = Buffer.alloc(50 << 20, "iVBORw0KGgo");
  const html = Buffer.concat([Buffer.from("<p>a<img src='data:,"), picture, Buffer.from("'>b")]);
  const before = process.memoryUsage();
  const { text, dropped } = readHtmlPage(html);
  const after = process.memoryUsage();
  assert.equal(text.toString().trimEnd(), "ab");
  assert.equal(dropped[0]?.element, "img");
  assert.ok(after.heapUsed - before.heapUsed < 100 << 20);
});
