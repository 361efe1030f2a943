import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seeLaw } from "./seen-law.ts";
import { movedDays, type SaidVersion } from "./site-scene.ts";

const [ONE, TWO] = ["LAW/ARTICLE-1", "LAW/ARTICLE-2"];
const [FIRST, JULY, AUGUST] = ["2026-06-01T10:00:00Z", "2026-07-20T10:00:00Z", "2026-08-20T10:00:00Z"];
const OLD: SaidVersion = { unit: ONE, text: "Old." };
/** What was enacted before anything overtook it. */
const AMENDED = later(2, { change: "amendment", effect: "2026-10-01", recordedAt: FIRST });
const OPEN = later(2, { change: "amendment", effect: "open", recordedAt: FIRST });
const RENUMBERED = later(2, { change: "renumbering", address: TWO, effect: "2026-10-01", recordedAt: FIRST });
const NEWBORN: SaidVersion = { unit: ONE, text: "New.", effect: "2026-10-01" };

function later(version: number, more: Partial<SaidVersion>): SaidVersion {
  return { unit: ONE, version, text: `Text ${version}.`, recordedAt: JULY, ...more };
}

function repealed(version: number, effect: string): SaidVersion {
  return later(version, { change: "repeal", text: "", effect });
}

interface Case {
  readonly before: readonly SaidVersion[];
  /** All that is in the base afterwards. */
  readonly after: readonly SaidVersion[];
  /** What is to be read of each page that says why nothing is in force; every other dated one leads to a text. */
  readonly told: Readonly<Record<string, RegExp>>;
  readonly leading?: readonly string[];
}

const CASES: Readonly<Record<string, Case>> = {
  "a text that is repealed on the day on which it was to come into force": {
    before: [OLD, AMENDED],
    after: [OLD, AMENDED, repealed(3, "2026-10-01")],
    told: {
      "article-1/2026-10-01":
        /^ LAW\/ARTICLE-1 from 2026-10-01 Nothing comes into force here on this day any more\. What was to, and what became of it: Title of LAW\/ARTICLE-1, version 2, amendment: In force on no day: from 2026-10-01, but version 3 counts from the same day\. Version 3 \(repeal\) LAW\/ARTICLE-1: Repealed from 2026-10-01\. The unit today: Title of LAW\/ARTICLE-1 \( LAW\/ARTICLE-1 \)\. $/,
      "changes-2026-10-01":
        /What changes on 2026-10-01 1 unit: 1 repeal .*repeal · Repealed from 2026-10-01 .*amendment · In force on no day: from 2026-10-01, but version 3 counts from the same day/,
    },
  },
  "a new unit that is repealed on the day on which it was to come into force": {
    before: [NEWBORN],
    after: [NEWBORN, repealed(2, "2026-10-01")],
    told: {
      "article-1/2026-10-01": /version 1, first version: In force on no day: .* Version 2 \(repeal\)/,
    },
  },
  "a text that gets another number on the day on which it was to come into force": {
    before: [OLD, AMENDED],
    after: [OLD, AMENDED, later(3, { change: "renumbering", address: TWO, effect: "2026-10-01" })],
    told: {
      "article-1/2026-10-01":
        /version 3 counts from the same day\. Version 3 \(new number\) LAW\/ARTICLE-2: In force from 2026-10-01\. The unit today: /,
    },
    leading: ["article-2/2026-10-01"],
  },
  "a text that is amended again for the day on which it was to come into force": {
    before: [OLD, AMENDED],
    after: [OLD, AMENDED, later(3, { change: "amendment", effect: "2026-10-01" })],
    told: {
      "changes-2026-10-01":
        /1 unit: 1 amendment .*amendment · In force from 2026-10-01 .*amendment · In force on no day/,
    },
    leading: ["article-1/2026-10-01"],
  },
  "a number that a correction takes back": {
    before: [OLD, RENUMBERED],
    after: [OLD, RENUMBERED, later(3, { change: "correction", address: ONE, effect: "2026-10-01" })],
    told: {
      "article-2/2026-10-01":
        /version 2, new number: In force on no day: version 3 corrects it\. Version 3 \(correction of the version before it\) LAW\/ARTICLE-1: In force from 2026-10-01\./,
    },
    leading: ["article-1/2026-10-01"],
  },
  "a text whose correction has another day": {
    before: [OLD, AMENDED],
    after: [OLD, AMENDED, later(3, { change: "correction", effect: "2026-11-01" })],
    told: {
      "article-1/2026-10-01": /In force on no day: version 3 corrects it\. .*In force from 2026-11-01\./,
      "changes-2026-10-01":
        /Nothing changes on 2026-10-01 any more Nothing of what stood here counts from this day: it was overtaken, was corrected or has another day now .*amendment · In force on no day: version 3 corrects it/,
    },
    leading: ["article-1/2026-11-01"],
  },
  "a text that waits for its day, and is corrected by one that has a day": {
    before: [OLD, OPEN],
    after: [OLD, OPEN, later(3, { change: "correction", effect: "2026-11-01" })],
    told: {
      "changes-open":
        /Nothing waits for its day Nothing of what stood here .*amendment · In force on no day: version 3 corrects it/,
    },
    leading: ["article-1/2026-11-01"],
  },
  "a text that is overtaken by one from an earlier day": {
    before: [OLD, AMENDED],
    after: [OLD, AMENDED, later(3, { change: "amendment", effect: "2026-09-01" })],
    told: {
      "article-1/2026-10-01":
        /from 2026-10-01, but version 3 counts from 2026-09-01\. .*In force from 2026-09-01\./,
      "changes-2026-10-01": /Nothing changes on 2026-10-01 any more/,
    },
    leading: ["article-1/2026-09-01"],
  },
  "a text that was overtaken after its day was moved": {
    before: [OLD, { ...AMENDED, ...movedDays("2026-10-01", ["2026-12-01", JULY]) }],
    after: [
      OLD,
      { ...AMENDED, ...movedDays("2026-10-01", ["2026-12-01", JULY]) },
      { ...repealed(3, "2026-12-01"), recordedAt: AUGUST },
    ],
    told: {
      "article-1/2026-10-01":
        /This day was moved: .* moved from 2026-10-01 to 2026-12-01, recorded 2026-07-20 10:00:00 UTC: LAW\/ARTICLE-1 from 2026-12-01 In force on no day: .*Version 3 \(repeal\)/,
      "article-1/2026-12-01": /Nothing comes into force here .*version 3 counts from the same day/,
      "changes-2026-10-01":
        /Nothing changes on 2026-10-01 any more All that stood here has another day now What was moved .*: What changes on 2026-12-01 /,
    },
  },
  "two texts of one day, the one overtaken and the other moved": {
    before: [
      OLD,
      AMENDED,
      { ...NEWBORN, unit: TWO, address: ONE, ...movedDays("2026-10-01", ["2026-12-01", JULY]) },
    ],
    after: [
      ...[OLD, AMENDED, repealed(3, "2026-10-01")],
      { ...NEWBORN, unit: TWO, address: ONE, ...movedDays("2026-10-01", ["2026-12-01", JULY]) },
    ],
    told: {
      "article-1/2026-10-01":
        /Nothing comes into force here .*version 2, amendment: In force on no day.*version 1, first version: moved from 2026-10-01 to 2026-12-01/,
    },
    leading: ["article-1/2026-12-01"],
  },
};

describe("addresses with a day, where something else than a move takes the place of the text, on the site", () => {
  for (const [sentence, { before, after, told, leading = [] }] of Object.entries(CASES))
    it(sentence, async () => {
      const [then, now] = [await seeLaw(before), await seeLaw(after)];
      const lost = [...then.files.keys()].filter((path) => !now.files.has(path));
      assert.deepEqual(
        lost.filter((path) => /\d\.html$|changes-/.test(path)),
        [],
      );
      for (const [path, words] of Object.entries(told)) assert.match(now.seen(`${path}.html`), words);
      const hasMoves = after.some(({ moves = [] }) => moves.length > 0);
      for (const path of now.files.keys())
        if (path.startsWith("law/changes-") && !hasMoves)
          assert.doesNotMatch(now.seen(path.slice(4)), /What was moved|What got its day/, path);
      const isLead = (path: string) => now.files.get(path)?.includes('http-equiv="refresh"') === true;
      const dated = [...now.files.keys()].filter((path) => /^law\/article-\d\/\d/.test(path));
      assert.deepEqual(
        dated.filter(isLead),
        leading.map((path) => `law/${path}.html`),
      );
      assert.deepEqual(
        dated.filter((path) => !isLead(path)).sort(),
        Object.keys(told)
          .filter((path) => path.startsWith("article"))
          .map((path) => `law/${path}.html`)
          .sort(),
      );
    });

  it("a page that says why leads to the version, to what overtook it and to the page of the unit", async () => {
    const { linksOf } = await seeLaw([OLD, AMENDED, repealed(3, "2026-10-01")]);
    assert.deepEqual(
      linksOf("article-1/2026-10-01.html").map((link) => link?.replace(/-[0-9a-f]{12}/, "")),
      ["v2.html", "v3.html", "index.html"],
    );
  });

  it("the list of a day that lost all its changes stays out of the list of days", async () => {
    const { linksOf } = await seeLaw([
      OLD,
      AMENDED,
      later(3, { change: "correction", effect: "2026-11-01" }),
    ]);
    const listed = linksOf("index.html").filter((link) => link?.startsWith("changes-"));
    assert.deepEqual(listed, ["changes-2026-11-01.html"]);
  });
});
