import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { markDocument } from "../../../src/document/mark.ts";
import { markPages } from "../../../src/document/pdf/mark-pages.ts";
import { refuseMarks } from "../../../src/document/pdf/marks.ts";
import { findRunningLines } from "../../../src/document/pdf/running-lines.ts";

const BODY = "The keeper of the lamps writes down\nevery boat that lands at the quay.";
const NAME = "law.pdf";

/** Pages with their heads and feet around text that differs on each. */
function pagesOf(
  count: number,
  edges: (page: number) => { readonly head?: string; readonly foot?: string },
): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const { head, foot } = edges(index + 1);
    const word = String.fromCharCode(97 + index);
    return [head, `\nThe boat ${word.repeat(3)} sails.`, BODY, `It lands ${word.repeat(4)} in time.\n`, foot]
      .filter((line) => line !== undefined)
      .join("\n");
  });
}

const headsOf = (pages: readonly string[]) => findRunningLines(pages).flatMap(({ heads }) => heads);
const feetOf = (pages: readonly string[]) => findRunningLines(pages).flatMap(({ feet }) => feet);
const withoutMarks = (text: string) => text.replace(/^<!-- pdf: .*\n/gm, "");
const lettersOf = (text: string) => text.replace(/\s/g, "");

/** Heads and feet, by the rule that tells them. */
const RUNNING: readonly (readonly [
  what: string,
  count: number,
  edges: (page: number) => { readonly head?: string; readonly foot?: string },
  found: number,
])[] = [
  ["the same head on every page", 4, () => ({ head: "THE HARBOUR ACT" }), 4],
  ["the number of the page alone", 4, (page) => ({ foot: `      ${page}` }), 4],
  ["a number that begins elsewhere", 4, (page) => ({ foot: `${page + 118}` }), 4],
  ["Roman numbers", 4, (page) => ({ foot: ["i", "ii", "iii", "iv"][page - 1] ?? "" }), 4],
  ["numbers in another script", 4, (page) => ({ foot: ["١", "٢", "٣", "٤"][page - 1] ?? "" }), 4],
  ["a page of so many", 4, (page) => ({ foot: `Page ${page} of 4` }), 4],
  [
    "a gazette with its date, its number and the page",
    4,
    (page) => ({ head: `Gazette 2024 No. 107 of 27 March            Page ${page} of 4` }),
    4,
  ],
  [
    "another head left and right",
    8,
    (page) => ({ head: page % 2 === 0 ? `${page}   HARBOUR ACT` : `FERRIES   ${page}` }),
    8,
  ],
  ["head and foot of two pages", 2, (page) => ({ head: "THE HARBOUR ACT", foot: `- ${page} -` }), 4],
  ["chapters that count their pages", 8, (page) => ({ foot: page < 5 ? `3-${page}` : `4-${page - 4}` }), 8],
  [
    "a chapter, and the number of the page apart from it",
    4,
    (page) => ({ head: `Chapter II      ${page}` }),
    4,
  ],
  ["the same on the other side", 4, (page) => ({ head: `${page}      Chapter II. Ferries` }), 4],
  ["a number that does not count", 6, (page) => ({ foot: `${page * page + 7}` }), 0],
  [
    "a line that comes twice among many pages",
    9,
    (page) => ({ head: page < 3 ? "ANNEX OF FORMS" : `Page of ${"abcdefghi"[page]}` }),
    0,
  ],
  ["a single page", 1, () => ({ head: "THE HARBOUR ACT", foot: "1" }), 0],
];

/** What begins a page and is text. */
const TEXTS: readonly (readonly [what: string, head: (page: number) => string])[] = [
  ["an article on each page", (page) => `Article ${page}`],
  ["the same article on each page", () => "Article 4"],
  ["an article with a paragraph on each page", (page) => `Article ${page}.1`],
  ["a section sign", (page) => `§ ${page}`],
  ["a chapter with the number of the page close to it", (page) => `Chapter II, ${page}`],
  ["an article in Chinese", (page) => `第${page}条`],
];

describe("the text of a PDF, marked for a person to check", () => {
  for (const [what, count, edges, found] of RUNNING)
    test(`${what}: ${found} lines run`, () => {
      const pages = pagesOf(count, edges);
      assert.equal(headsOf(pages).length + feetOf(pages).length, found);
    });

  for (const [what, head] of TEXTS)
    test(`${what} is no head: it names a unit or a part`, () => {
      assert.deepEqual(headsOf(pagesOf(5, (page) => ({ head: head(page) }))), []);
    });

  test("a head of several lines is marked line by line, up to the first that differs", () => {
    const pages = pagesOf(4, (page) => ({
      head: `THE HARBOUR ACT\nas in force\n\npage ${"abcd"[page - 1]}`,
    }));
    assert.deepEqual(findRunningLines(pages)[2]?.heads, ["THE HARBOUR ACT", "as in force"]);
  });

  test("a text that comes again and does not stand apart is no foot", () => {
    const pages = pagesOf(4, (page) => ({ foot: `signed by ${"abcd"[page - 1]}\nand the harbour master` }));
    assert.deepEqual(feetOf(pages), []);
  });

  test("two lines of one page that differ by their numbers are told once for it", () => {
    const { feet } = markPages(
      pagesOf(4, (page) => ({ foot: `page ${page}\npage ${page + 4}` })),
      NAME,
    );
    assert.deepEqual(feet, [{ text: "page 1", pages: [1, 2, 3, 4] }]);
  });

  test("a page of three lines has a head, a text and a foot", () => {
    const pages = [...pagesOf(4, (page) => ({ head: "THE ACT", foot: `${page}` })), "THE ACT\n\nvote.\n\n5"];
    const { heads, body, feet } = findRunningLines(pages)[4] ?? assert.fail();
    assert.deepEqual([heads, body, feet], [["THE ACT"], ["vote."], ["5"]]);
  });

  test("pages, heads and feet stand in lines of their own, and the units are those of the text without them", () => {
    const articles = [1, 2, 3].map(
      (number) => `THE ACT\n\nArticle ${number}\n\n${"abc"[number - 1]} keeper\n${BODY}\n\n     ${number}`,
    );
    const { text, heads, feet } = markPages([...articles, `THE ACT\n\nthe rest of it.\n\n   4`], NAME);
    assert.match(text, /^<!-- pdf: law\.pdf, converted page by page; .* -->\n<!-- pdf: page 1 of 4 -->\n/);
    assert.match(
      text,
      /quay\.\n<!-- pdf: foot: 3 -->\n<!-- pdf: page 4 of 4 -->\n<!-- pdf: head: THE ACT -->\nthe rest of it\.\n/,
    );
    assert.deepEqual(
      [heads, feet],
      [[{ text: "THE ACT", pages: [1, 2, 3, 4] }], [{ text: "1", pages: [1, 2, 3, 4] }]],
    );
    for (const each of [text, withoutMarks(text)]) {
      const marked = markDocument(Buffer.from(each), { maxUnits: 100 });
      assert.ok(marked.ok);
      assert.deepEqual(
        marked.value.units.map(({ label }) => label),
        ["Article 1", "Article 2", "Article 3"],
      );
    }
  });

  test("no letter is lost or changed, whatever a page holds", () => {
    const line = fc.oneof(
      fc.constantFrom("Article 1", "THE ACT", "1", "<!-- cutter:end -->", "-->", "```", "", "a-", "b"),
      fc.string({ unit: "grapheme" }).map((text) => text.replace(/[\n\r\f\p{Cc}]/gu, "")),
    );
    fc.assert(
      fc.property(fc.array(fc.array(line, { maxLength: 8 }), { minLength: 1, maxLength: 6 }), (pages) => {
        const { text } = markPages(
          pages.map((lines) => lines.join("\n")),
          NAME,
        );
        const back = text
          .replace(/^<!-- pdf: (?:law\.pdf|page \d).*\n/gm, "")
          .replace(/^<!-- pdf: (?:head|foot): (.*) -->$/gm, (_, told: string) =>
            told.replaceAll("-- >", "-->"),
          )
          .replace(/^(\s*)\\(?=<[!?/A-Za-z]|`{3}|~{3})/gm, "$1");
        assert.equal(lettersOf(back), lettersOf(pages.map((lines) => lines.join("\n")).join("\n")));
      }),
      { numRuns: 300 },
    );
  });

  test("what would hide the lines behind it stands behind a backslash", () => {
    const hiding = ["<!-- cutter:end -->", "<!-- from here", "  <script>", "```", "~~~ text", "</div>"];
    const { text, escaped } = markPages(
      [`Article 1\n\n${BODY}\n\n${hiding.join("\n")}\n\nArticle 2\n\n${BODY}`],
      NAME,
    );
    assert.equal(escaped, hiding.length);
    const marked = markDocument(Buffer.from(text), { maxUnits: 100 });
    assert.ok(marked.ok);
    assert.equal(marked.value.units.length, 2);
    assert.equal(markPages(["a < b\n<5 boats"], NAME).escaped, 0);
  });

  test("a head that would end the comment does not", () => {
    const { text } = markPages(
      pagesOf(4, () => ({ head: "A --> <b> B" })),
      NAME,
    );
    assert.match(text, /^<!-- pdf: head: A -- > <b> B -->$/m);
  });

  test("pages without text, in columns and with odd signs are told, and words that are broken counted", () => {
    const columns = Array.from(
      { length: 10 },
      (_, at) => `${`the left column ${at}`.padEnd(30)}the right column ${at}`,
    );
    const { text, pagesWithoutText, pagesInColumns, pagesWithOddSigns, brokenWords } = markPages(
      [
        `${BODY}\nan exam-`,
        "ple of a tech-\nnical word, and A-\nB, a well-\n\nknown one",
        "\n \n",
        columns.join("\n"),
        "a \ue001 b",
      ],
      NAME,
    );
    assert.deepEqual([pagesWithoutText, pagesInColumns, pagesWithOddSigns, brokenWords], [[3], [4], [5], 3]);
    assert.match(text, /^<!-- pdf: page 3 of 5, without text: look at it -->$/m);
  });

  test("a list with numbers in the margin is no column", () => {
    const list = Array.from({ length: 12 }, (_, at) => `(${at})      the boat sails`).join("\n");
    assert.deepEqual(markPages([list], NAME).pagesInColumns, []);
  });

  test("a page loses the white space that all of its lines begin with", () => {
    assert.deepEqual(findRunningLines(["\n      Article 1\n\n        text\n"])[0]?.body, [
      "Article 1",
      "",
      "  text",
    ]);
  });

  test("a large document is read in linear time", () => {
    const pages = pagesOf(20, (page) => ({ head: "THE ACT", foot: `${page}` }));
    const many = Array.from({ length: 500 }, () => pages).flat();
    const begun = performance.now();
    markPages(many, NAME);
    assert.ok(performance.now() - begun < 5000);
  });
});

describe("a converted text that is registered", () => {
  test("is refused as long as a mark is left, with the marks", () => {
    const { text } = markPages(
      pagesOf(4, (page) => ({ foot: `${page}` })),
      NAME,
    );
    const refused = refuseMarks(Buffer.from(text));
    assert.equal(refused?.reason, "STOP_CONVERSION_UNCHECKED");
    assert.equal(refused.actual, "9 lines");
    assert.match(refused.details?.[1] ?? "", /page 1 of 4/);
    assert.equal(refuseMarks(Buffer.from(withoutMarks(text))), null);
  });

  test("may speak of a mark inside a line, and hold other comments", () => {
    assert.equal(refuseMarks(Buffer.from("See `<!-- pdf: x -->`.\n<!-- note -->\n")), null);
  });
});
