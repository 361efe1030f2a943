import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deltaOf, readSide } from "./make-side.ts";

const TYPOGRAPHY: readonly (readonly [what: string, before: string, after: string])[] = [
  ["spaces at the end of a line", "one\ntwo", "one  \ntwo"],
  ["lines that are broken elsewhere", "one two\nthree", "one\ntwo three"],
  ["blank lines", "one\n\ntwo", "one\n\n\n\ntwo"],
  ["line ends of Windows", "one\ntwo", "one\r\ntwo"],
  ["a space that does not break", "5 crowns", "5\u00a0crowns"],
  ["a soft hyphen", "lantern", "lan\u00adtern"],
  ["decomposed letters", "Straßenäußerung é", "Straßena\u0308ußerung e\u0301"],
  ["curly quotes", `a "lamp" is 'lit'`, "a “lamp” is ‘lit’"],
  ["quotes of another language", '"lamp"', "„lamp“"],
  ["angle quotes with spaces in them", '"lampe"', "«\u00a0lampe\u00a0»"],
  ["an apostrophe", "the keeper's lamp", "the keeper’s lamp"],
  ["a dash between numbers", "pages 28-29", "pages 28–29"],
  ["a dash between words", "lamps - and oil", "lamps — and oil"],
  ["two hyphens for a dash", "lamps -- and oil", "lamps – and oil"],
  ["three full stops for an ellipsis", "and so on...", "and so on…"],
  ["a ligature", "office", "o\ufb03ce".replace("\ufb03", "\ufb00ice").replace("icece", "ice")],
  ["strong emphasis", "**No** lamp", "No lamp"],
  ["emphasis by underscores", "_No_ lamp", "*No* lamp"],
  ["emphasis as HTML", "<em>No</em> lamp", "No lamp"],
  ["marks of a list", "- lamps\n- oil", "* lamps\n* oil"],
  ["a list that was one of paragraphs", "lamps\n\noil", "- lamps\n- oil"],
  ["escapes", "MAJOR\\-MINOR", "MAJOR-MINOR"],
  ["a break as HTML", "one<br>two", "one<br/>two"],
  ["a rule under the text", "one", "one\n\n* * *"],
];

const WORDS: readonly (readonly [what: string, before: string, after: string])[] = [
  ["a comma", "lamps, and oil", "lamps and oil"],
  ["a full stop", "lamps. Oil", "lamps Oil"],
  ["the case of a letter", "The Council", "The council"],
  ["a number", "within 10 days", "within 30 days"],
  ["a full stop in a number", "1.5 crowns", "1. 5 crowns"],
  ["a space in a number", "1000 crowns", "1 000 crowns"],
  ["a sign before a number", "at -5 degrees", "at 5 degrees"],
  ["a sign at the beginning of the text", "-5 degrees", "5 degrees"],
  ["a hyphen in a word", "re-sign", "resign"],
  ["an option that begins with two hyphens", "use --json", "use -json"],
  ["a star between numbers", "2*3 lamps", "23 lamps"],
  ["an underscore in a word", "lamp_oil", "lampoil"],
  ["a raised number", "5 m²", "5 m2"],
  ["the number of a point", "1. lamps", "2. lamps"],
  ["the target of a link", "[lamps](a.md)", "[lamps](b.md)"],
  ["a letter that only looks the same", "a lamp", "\u0430 lamp"],
  ["a mark that turns the direction", "a lamp", "a \u202elamp"],
  ["what is struck out", "no lamp", "~~no~~ lamp"],
  ["a quote that is gone", 'a "lamp"', "a lamp"],
  ["a word twice", "the lamp", "the the lamp"],
];

function changeOf(before: string, after: string): readonly string[] {
  const of = (text: string) =>
    readSide(`## Article 1\n\nFirst.\n\n${text}\n\nLast.\n\n## Article 2\n\nend\n`);
  return deltaOf(of(before), of(after)).changes.map(({ change }) => change);
}

describe("only the typography differs", () => {
  for (const [what, before, after] of TYPOGRAPHY)
    test(what, () => {
      assert.deepEqual(changeOf(before, after), ["typographyOnly"]);
      assert.deepEqual(changeOf(after, before), ["typographyOnly"]);
    });
});

describe("the words differ", () => {
  for (const [what, before, after] of WORDS)
    test(what, () => {
      assert.deepEqual(changeOf(before, after), ["amended"]);
      assert.deepEqual(changeOf(after, before), ["amended"]);
    });
});

describe("the heading of a unit", () => {
  const change = (before: string, after: string) =>
    deltaOf(readSide(before), readSide(after)).changes.map((each) => each.change);
  for (const [what, before, after, expected] of [
    [
      "in bold type",
      "**Article 1**\n\nlamps\n\n**Article 2**\n\noil\n",
      "__Article 1__\n\nlamps\n\n**Article 2**\n\noil\n",
      ["typographyOnly"],
    ],
    [
      "a sign before the first number of the text",
      "## Article 1\n\n-5 degrees\n\n## Article 2\n\noil\n",
      "## Article 1\n\n5 degrees\n\n## Article 2\n\noil\n",
      ["amended"],
    ],
    [
      "a bracket that begins the text",
      "## Article 1\n\n(a) lamps\n\n## Article 2\n\noil\n",
      "## Article 1\n\na) lamps\n\n## Article 2\n\noil\n",
      ["amended"],
    ],
  ] as const)
    test(what, () => assert.deepEqual(change(before, after), expected));
});
