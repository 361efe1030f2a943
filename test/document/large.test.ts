import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { unitsWithoutText } from "../../src/document/layout/units-without-text.ts";
import { markDocument } from "../../src/document/mark.ts";
import { hasLeader, readPageEnd } from "../../src/document/names/page-end.ts";
import { trimEndOf } from "../../src/document/names/trim-end.ts";
import { longestAscents } from "../../src/document/readings/longest-ascents.ts";

/** Lines so many that a search of all others for each of them would take minutes. */
const MANY = 10_000;
const LONG = 300_000;

function repeat(count: number, make: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => make(index)).join("");
}

function outcomeOf(source: string, maxUnits = 100_000): string {
  const result = markDocument(Buffer.from(source), { maxUnits });
  return result.ok ? `${result.value.units.length} units` : result.refusal.reason;
}

const LAW = (line: string) => `Article 1\n\nHush.\n\n${line}\n\nHush.\n\nArticle 2\n\nHush.\n`;

/** Documents that cost the square of their length where a list or a line is read again for each of its parts. */
const HOSTILE: readonly { readonly what: string; readonly source: () => string; readonly outcome: string }[] =
  [
    {
      what: "a line of white space before its last word",
      source: () => LAW(`Tides ${" ".repeat(LONG)} 7 x`),
      outcome: "2 units",
    },
    {
      what: "a heading of leaders before its last word",
      source: () => `## Article 1 ${". ".repeat(LONG / 2)}x\n\nHush.\n\n## Article 2\n\nHush.\n`,
      outcome: "2 units",
    },
    {
      what: "a name followed by dashes and stops",
      source: () => `## Article 1 ${"-. ".repeat(LONG / 3)}x\n\nHush.\n\n## Article 2\n\nHush.\n`,
      outcome: "2 units",
    },
    {
      what: "annexes of one name in an outline",
      source: () => repeat(MANY, () => "# Annex\n\nHush.\n\n"),
      outcome: `${MANY} units`,
    },
    {
      what: "a learned count whose next number stands last",
      source: () =>
        `Kolo 1\n\nHush.\n\n${repeat(MANY, () => "Kolo 3\n\n")}Kolo 2\n\nHush.\n\nKolo 3\n\nHush.\n`,
      outcome: "3 units",
    },
    {
      what: "headings without text between two articles",
      source: () =>
        `## Article 1\n\n${repeat(MANY, (index) => `## Tide ${index}\n`)}\n## Article 2\n\nHush.\n`,
      outcome: `${MANY} units`,
    },
    {
      what: "quoted names inside one article",
      source: () => LAW(repeat(MANY, (index) => `> Article ${index + 3} of the law\n\n`)),
      outcome: "2 units",
    },
    {
      what: "doubts of one code",
      source: () => LAW(repeat(MANY, (index) => `> Section ${index + 1}. Hush\n\n`)),
      outcome: "STOP_CUT_DOUBTFUL",
    },
    {
      what: "letters that fill a file behind a name",
      source: () => LAW(`## Article ${"ب".repeat(6_000_000)}`),
      outcome: "STOP_CUT_DOUBTFUL",
    },
    {
      what: "leaders inside headings behind contents",
      source: () =>
        `## Contents\n\nHush.\n\n${repeat(12, (index) => `# ${". ".repeat(30_000)}y${index}\n\n`)}${LAW("Hush.")}`,
      outcome: "STOP_CUT_DOUBTFUL",
    },
    {
      what: "closing marks behind a name",
      source: () =>
        `## Article 1 Hush${" ]".repeat(500_000)}\n\nHush.\n\n## Article 2 Hush${"</u>".repeat(250_000)}\n\nHush.\n`,
      outcome: "2 units",
    },
    {
      what: "a number that fills a file",
      source: () => `## Article ${"1".repeat(5_000_000)}a1\n\nHush.\n\n## Article 2\n\nHush.\n`,
      outcome: "STOP_ADDRESS_INVALID",
    },
  ];

describe("large documents", () => {
  for (const { what, source, outcome } of HOSTILE) {
    test(`P-188: ${what} costs no more than its length`, { timeout: 60_000 }, async () => {
      assert.equal(outcomeOf(source()), outcome);
      // The timer of the bound fires only where the test gives way once.
      await setImmediate();
    });
  }

  test("P-188: a heading longer than any title is the text of its unit, which nobody reads again", () => {
    const heading = `Article 1 ${"moor ".repeat(LONG)}`;
    const title = heading.slice("Article 1 ".length).trim();
    const unit = {
      startByte: 0,
      endByte: heading.length,
      address: "ART-1",
      parent: null,
      label: "Article 1",
      title,
      repealed: false,
    };
    assert.deepEqual([...unitsWithoutText([unit], Buffer.from(heading), "article")], []);
  });

  test("P-188: the end of a text is read in as many steps as it has signs", { timeout: 60_000 }, () => {
    const gap = " ".repeat(LONG * 10);
    assert.equal(readPageEnd(`x${gap}y 12`).before, `x${gap}y`);
    assert.equal(trimEndOf(`x${gap}y${gap}`, /\s/u), `x${gap}y`);
  });

  for (const [text, isLed] of [
    ["Article 1 ..... 7", true],
    ["Article 1 . . . 7", true],
    ["Article 1 … 12", true],
    ["Article 1 ___ 12", true],
    ["Article 1 .. 7", false],
    ["Article 1", false],
  ] as const) {
    test(`a leader stands ${isLed ? "" : "nowhere "}before the number of a page: ${text}`, () => {
      assert.equal(hasLeader(readPageEnd(text)), isLed);
    });
  }

  test("P-188: a count of any length starts again", () => {
    const values = [...Array.from({ length: LONG }, (_, index) => [index + 1]), [1], [2]];
    const restarts = { may: () => false, must: (index: number) => index === LONG };
    assert.equal(longestAscents(values, restarts).length, LONG + 2);
  });

  test("P-188: a document is not read to its end when its headings exceed every limit", () => {
    const source = Buffer.from(repeat(100_010, (index) => `# Article ${index + 1}\n`));
    const result = markDocument(source, { maxUnits: 1000 });
    assert.equal(result.ok, false);
    assert.equal(!result.ok && result.refusal.reason, "STOP_TOO_MANY_UNITS");
    assert.equal(!result.ok && result.refusal.actual, "more than 100000 lines that may be headings");
  });
});
