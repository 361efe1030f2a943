import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readHtmlPage, textOf, unitsOf } from "./html-page.ts";

function marksOf(html: string): string {
  return readHtmlPage(html)
    .marked.map(
      ({ element, reason, count, letters, line }) => `${element} ${reason} ${count} ${letters} ${line}`,
    )
    .join(", ");
}

describe("what a page does not show as it stands in the text is kept, and told", () => {
  for (const [name, html, told] of [
    ["an attribute that hides", "<p>a<div hidden><h2>b</h2><p>c<i>d</i></div><p>e", "div hidden 1 3 3"],
    [
      "styles that hide",
      "<p style='color: red;display : NONE'>a</p><b style=visibility:hidden>b</b>",
      "p hidden 1 1 1, b hidden 1 1 3",
    ],
    ["styles that do not", "<p style='display:block'>a<p style='x-display:none'>b", ""],
    ["hidden in hidden", "<div hidden>a<p hidden>b</p>c</div>", "div hidden 1 2 1, p hidden 1 1 3"],
    [
      "text that is struck",
      "a <s>b</s> <strike>c</strike> <span style='text-decoration: line-through'>d</span>",
      "s deleted 1 1 1, strike deleted 1 1 1, span deleted 1 1 1",
    ],
    ["struck text that is hidden", "<s hidden>b</s>", "s deleted 1 1 1, s hidden 1 1 1"],
    ["an exponent and an index", "10<sup>3</sup> CO<sub>2</sub>", "sup raised 1 1 1, sub raised 1 1 1"],
    [
      "a raised sign that is glued to nothing",
      "a <sup>3</sup> b<br><sup>4</sup><table><tr><td>1<td><sup>2</sup></table>",
      "",
    ],
    ["a raised sign that is no letter", "a<sup>(3)</sup>", ""],
    ["what is left out", "<p>a<nav hidden><s>b</s></nav>", ""],
  ] as const)
    test(name, () => assert.equal(marksOf(html), told));
});

describe("digits above the line are no digits of the number before them", () => {
  for (const [name, html, text] of [
    ["in a heading", "<h2>Article 5<sup>12</sup> Fees<sup>3</sup></h2>", "Article 5¹² Fees³"],
    [
      "behind a name",
      "<p><b>Article 5<sup><i>1</i></sup></b> Fees of 10<sup>3</sup> euros",
      "Article 5¹ Fees of 103 euros",
    ],
    ["behind a number", "<p>12<sup>1</sup>. Fees", "12¹. Fees"],
    ["a letter in a name", "<h2>Article 1<sup>er</sup></h2>", "Article 1er"],
    ["behind a word", "<p>Fees<sup>1</sup> are due", "Fees1 are due"],
    ["below the line", "<h2>Article CO<sub>2</sub></h2>", "Article CO2"],
  ] as const)
    test(name, () => assert.equal(textOf(html), text));

  test("so that an article keeps its number", () => {
    const article = (number: string) => `<h2>Article ${number}</h2><p>The fee is due.</p>`;
    assert.deepEqual(
      unitsOf(article("1") + article("1<sup>1</sup>") + article("2")).map(({ label }) => label),
      ["Article 1", "Article 1¹", "Article 2"],
    );
  });
});

describe("the reading of signs is set apart", () => {
  for (const [name, html, text] of [
    ["in brackets", "<p><ruby>漢字<rt>かんじ</rt></ruby>は", "漢字（かんじ）は"],
    ["sign by sign, without end tags", "<p><ruby>漢<rt>かん<rb>字<rt>じ</ruby>は", "漢（かん）字（じ）は"],
    [
      "in those that the file writes",
      "<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby><ruby>字<rt>じ</rt></ruby>",
      "漢(かん)字（じ）",
    ],
    ["where it has letters", "<p><ruby>漢<rt> </rt></ruby>字", "漢 字"],
    ["behind the number of an article", "<h2>Article <ruby>5<rt>6</rt></ruby></h2>", "Article 5（6）"],
  ] as const)
    test(name, () => assert.equal(textOf(html), text));
});
