import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../../src/document/mark.ts";
import { makeFlatOdt } from "../../support/odt-maker.ts";

/** What a file tells of the names that are left out of it. */
function toldOf(source: string | Buffer): readonly string[] {
  const result = markDocument(Buffer.from(source), { maxUnits: 1000 });
  assert(result.ok, JSON.stringify(result));
  return result.value.warnings
    .filter(({ code }) => code === "NAME_LEFT_OUT")
    .map(({ line, message }) => `${line} ${message}`);
}

const numbers = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
const articles = (first: number, last: number) =>
  numbers(first, last)
    .map((at) => `<h2>Article ${at}</h2><p>The board sets the fee of the year.</p>`)
    .join("");
const left = (element: string, names: string) =>
  `1 what is left out as ${element} begins like a unit: ${names}`;

describe("a page tells the units that stand in what is left out of it", () => {
  for (const [name, rest, told] of [
    ["a foot", `<footer>${articles(4, 5)}</footer>`, left("footer", "Article 4, Article 5")],
    [
      "many",
      `<footer>${articles(4, 12)}</footer>`,
      left("footer", "Article 4, Article 5, Article 6, Article 7, Article 8, and 4 more"),
    ],
    ["a text aside, behind other words", `<aside>Nota<br>Article 4</aside>`, left("aside", "Article 4")],
    ["words in marks", `<aside><p>Art<b>icle</b> 4<!-- a --> Fees</aside>`, left("aside", "Article 4")],
    ["a field for text", `<textarea>${articles(4, 4)}</textarea>`, left("textarea", "Article 4")],
    ["a button", `<button>Article 4</button><p>a`, left("button", "Article 4")],
    ["footnotes", `<div class=footnotes>${articles(4, 4)}</div>`, left("div.footnotes", "Article 4")],
    ["an act that a note cites", `<div class=footnotes><p>Article 4 of the Treaty</div>`, ""],
    ["contents of what is there", `<nav><ul><li>Article 1<li>Article 2<li>Article 3</ul></nav>`, ""],
    ["contents of more", `<nav><ul><li>Article 3<li>Article 4</ul></nav>`, left("nav", "Article 4")],
    ["a name of another kind", `<footer><p>Section 4</footer>`, ""],
    ["a name in a sentence", `<footer><p>See Article 4</footer>`, ""],
    ["a program", `<script>\nArticle 4\n</script>`, ""],
  ] as const)
    test(name, () => assert.deepEqual(toldOf(`<body>${articles(1, 3)}${rest}`).join("\n"), told));

  test("behind the main part", () => {
    const page = `<body><main>${articles(1, 3)}</main><p>Art<i>icle</i> 4</p>Article 3<br>Article 5`;
    assert.deepEqual(toldOf(page), [left("text behind main", "Article 4, Article 5")]);
  });

  test("names of contents take no place from those behind them", () => {
    const page = `<body><nav>${numbers(1, 400)
      .map((at) => `<p>Article ${at}`)
      .join("")}</nav>${articles(1, 400)}<footer>${articles(401, 401)}</footer>`;
    assert.deepEqual(toldOf(page), [left("footer", "Article 401")]);
  });
});

describe("a document tells the units that stand in what is left out of it", () => {
  const h = (at: number) =>
    `<text:h text:outline-level="1">Article ${at}</text:h><text:p>The fee is due.</text:p>`;
  for (const [name, rest, told] of [
    [
      "a box",
      `<text:p><draw:frame><draw:text-box>${h(4)}${h(5)}</draw:text-box></draw:frame></text:p>`,
      left("draw:text-box", "Article 4, Article 5"),
    ],
    [
      "contents",
      `<text:table-of-content><text:index-body>${h(3)}${h(4)}</text:index-body></text:table-of-content>`,
      left("text:table-of-content", "Article 4"),
    ],
    [
      "spaces and lines that are elements",
      `<text:p><draw:frame><draw:text-box><text:p>A<text:line-break/>Article<text:s/>4</text:p></draw:text-box></draw:frame></text:p>`,
      left("draw:text-box", "Article 4"),
    ],
    [
      "a note",
      `<text:p>a<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Article 4</text:p></text:note-body></text:note></text:p>`,
      left("text:note-body", "Article 4"),
    ],
  ] as const)
    test(name, () => assert.deepEqual(toldOf(makeFlatOdt({ body: h(1) + h(2) + h(3) + rest })), [told]));
});
