import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Effect } from "../../src/domain/reading/timeline.ts";
import { seeLaw } from "./seen-law.ts";
import { movedDays, type SaidVersion } from "./site-scene.ts";

const AMENDED = { change: "amendment", version: 2, recordedAt: "2026-06-01T10:00:00Z", text: "New." };
const [JUNE, JULY, AUGUST] = ["2026-06-20T10:00:00Z", "2026-07-20T10:00:00Z", "2026-08-20T10:00:00Z"];

/** A law of the articles of which something is said, each with what else is said of its second version. */
function render(amendments: readonly (Partial<SaidVersion> & { readonly unit: string })[]) {
  const first = [...new Set(amendments.map(({ unit }) => unit))].map((unit) => ({ unit, text: "Old." }));
  return seeLaw([...first, ...amendments.map((one) => ({ ...AMENDED, ...one }))]);
}

const UNIT = "LAW/ARTICLE-1";
const OF_ENACTMENT = ["2026-06-01T10:00:00Z 1 amendment", "2026-01-02T03:04:05Z 1 first version"];

interface Case {
  readonly first: Effect;
  readonly later: readonly (readonly [day: Effect, recordedAt: string])[];
  /** Days that lead to the text, and of those that were moved what their page says. */
  readonly leading: readonly string[];
  readonly moved: Readonly<Record<string, RegExp>>;
  /** What is to be read of each day and of the open one, where there is a page. */
  readonly headings: Readonly<Record<string, string>>;
  readonly entries: readonly string[];
}

const CASES: Readonly<Record<string, Case>> = {
  "of a day that was never moved there is one page and no entry": {
    first: "2026-09-01",
    later: [],
    leading: ["2026-09-01"],
    moved: {},
    headings: { "2026-09-01": "What changes on 2026-09-01" },
    entries: [],
  },
  "a day that is set where it was open is an entry, and the page of the open ones says which day it is": {
    first: "open",
    later: [["2026-09-01", JUNE]],
    leading: ["2026-09-01"],
    moved: {},
    headings: { "2026-09-01": "What changes on 2026-09-01", open: "Nothing waits for its day" },
    entries: [`${JUNE} 1 amendment given the day 2026-09-01, not set until then`],
  },
  "a day that is moved once leaves a page that says to which day and since when": {
    first: "2026-09-01",
    later: [["2027-03-01", JULY]],
    leading: ["2027-03-01"],
    moved: {
      "2026-09-01":
        /This day was moved: what was to be in force from it has another day\. .*version 2, amendment: moved from 2026-09-01 to 2027-03-01, recorded 2026-07-20 10:00:00 UTC: LAW\/ARTICLE-1 from 2027-03-01 In force from 2027-03-01\./,
    },
    headings: {
      "2026-09-01": "Nothing changes on 2026-09-01 any more",
      "2027-03-01": "What changes on 2027-03-01",
    },
    entries: [`${JULY} 1 amendment moved from 2026-09-01 to 2027-03-01`],
  },
  "a day that is moved twice leaves a page for each day, which tell all that came after": {
    first: "2026-09-01",
    later: [
      ["2027-03-01", JULY],
      ["2027-06-01", AUGUST],
    ],
    leading: ["2027-06-01"],
    moved: {
      "2026-09-01":
        /from 2026-09-01 to 2027-03-01, recorded 2026-07-20 .*: LAW\/ARTICLE-1 from 2027-03-01 moved from 2027-03-01 to 2027-06-01, recorded 2026-08-20 .*In force from 2027-06-01/,
      "2027-03-01": /amendment: moved from 2027-03-01 to 2027-06-01, recorded 2026-08-20 /,
    },
    headings: {
      "2026-09-01": "Nothing changes on 2026-09-01 any more",
      "2027-03-01": "Nothing changes on 2027-03-01 any more",
      "2027-06-01": "What changes on 2027-06-01",
    },
    entries: [
      `${AUGUST} 1 amendment moved from 2027-03-01 to 2027-06-01`,
      `${JULY} 1 amendment moved from 2026-09-01 to 2027-03-01`,
    ],
  },
  "a day that is moved back has its own page again, and only the other one says that it was moved": {
    first: "2026-09-01",
    later: [
      ["2027-03-01", JULY],
      ["2026-09-01", AUGUST],
    ],
    leading: ["2026-09-01"],
    moved: { "2027-03-01": /moved from 2027-03-01 to 2026-09-01, recorded 2026-08-20 / },
    headings: {
      "2026-09-01": "What changes on 2026-09-01",
      "2027-03-01": "Nothing changes on 2027-03-01 any more",
    },
    entries: [
      `${AUGUST} 1 amendment moved from 2027-03-01 to 2026-09-01`,
      `${JULY} 1 amendment moved from 2026-09-01 to 2027-03-01`,
    ],
  },
  "a day that was left twice tells from the last time on": {
    first: "2026-09-01",
    later: [
      ["2027-03-01", JUNE],
      ["2026-09-01", JULY],
      ["2027-06-01", AUGUST],
    ],
    leading: ["2027-06-01"],
    moved: {
      "2026-09-01": /amendment: moved from 2026-09-01 to 2027-06-01, recorded 2026-08-20 /,
      "2027-03-01": /amendment: moved from 2027-03-01 to 2026-09-01.*from 2026-09-01 to 2027-06-01/,
    },
    headings: {
      "2026-09-01": "Nothing changes on 2026-09-01 any more",
      "2027-03-01": "Nothing changes on 2027-03-01 any more",
      "2027-06-01": "What changes on 2027-06-01",
    },
    entries: [
      `${AUGUST} 1 amendment moved from 2026-09-01 to 2027-06-01`,
      `${JULY} 1 amendment moved from 2027-03-01 to 2026-09-01`,
      `${JUNE} 1 amendment moved from 2026-09-01 to 2027-03-01`,
    ],
  },
  "a day that is opened again leaves a page that leads to what waits for its day": {
    first: "2026-09-01",
    later: [["open", JULY]],
    leading: [],
    moved: {
      "2026-09-01":
        /moved from 2026-09-01 to a day that is not set yet, recorded 2026-07-20 10:00:00 UTC: What waits for its day Its day is not set yet\./,
    },
    headings: { "2026-09-01": "Nothing changes on 2026-09-01 any more", open: "What waits for its day" },
    entries: [`${JULY} 1 amendment moved from 2026-09-01 to a day that is not set yet`],
  },
  "what was in force from the beginning had no day, and leaves no page": {
    first: "beginning",
    later: [["2026-09-01", JULY]],
    leading: ["2026-09-01"],
    moved: {},
    headings: { "2026-09-01": "What changes on 2026-09-01" },
    entries: [`${JULY} 1 amendment moved from the beginning to 2026-09-01`],
  },
};

describe("days that were set or moved after a text was enacted, on the site", () => {
  for (const [sentence, { first, later, leading, moved, headings, entries }] of Object.entries(CASES))
    it(sentence, async () => {
      const { files, seen, titles } = await render([{ unit: UNIT, ...movedDays(first, ...later) }]);
      const dated = [...files.keys()].filter((path) => /^law\/article-1\/(?!v\d|index)/.test(path));
      assert.deepEqual(
        dated.sort(),
        [...leading, ...Object.keys(moved)].map((day) => `law/article-1/${day}.html`).sort(),
      );
      for (const day of leading)
        assert.match(files.get(`law/article-1/${day}.html`) ?? "", /http-equiv="refresh"/);
      for (const [day, told] of Object.entries(moved)) {
        assert.match(seen(`article-1/${day}.html`), told);
        assert.equal(seen(`article-1/${day}.html`).match(/version 2,/g)?.length, 1);
      }
      const days = [...files.keys()].flatMap((path) => /^law\/changes-(.*)\.html$/.exec(path)?.[1] ?? []);
      assert.deepEqual(
        Object.fromEntries(
          days.map((day) => [
            day,
            /^ (.*?) (?:All that|1 unit|1 version)/.exec(seen(`changes-${day}.html`))?.[1],
          ]),
        ),
        headings,
      );
      for (const [day, heading] of Object.entries(headings)) {
        const list = seen(`changes-${day}.html`);
        assert.equal(
          /What was moved to another day|What got its day/.test(list),
          heading.startsWith("Nothing"),
          day,
        );
        assert.equal(list.match(/LAW\/ARTICLE-1 amendment/g)?.length, 1, day);
      }
      assert.deepEqual(titles, [...entries, ...OF_ENACTMENT]);
    });

  it("the list of a day that lost all its changes leads to that of the new day, and stays out of the list of days", async () => {
    const { seen, linksOf } = await render([
      { unit: UNIT, ...movedDays("2026-09-01", ["2027-03-01", JULY]) },
    ]);
    assert.match(
      seen("changes-2026-09-01.html"),
      /any more All that stood here has another day now What was moved to another day: 1 amendment moved from 2026-09-01 to 2027-03-01, recorded 2026-07-20 10:00:00 UTC: What changes on 2027-03-01 /,
    );
    assert.ok(linksOf("changes-2026-09-01.html").includes("changes-2027-03-01.html"));
    const listed = linksOf("index.html").filter((link) => link?.startsWith("changes-"));
    assert.deepEqual(listed, ["changes-2027-03-01.html"]);
  });

  it("the list of a day says of the day to which its changes were moved whether they stay there", async () => {
    const { seen } = await render([
      { unit: UNIT, ...movedDays("2026-09-01", ["2027-03-01", JULY], ["2027-06-01", AUGUST]) },
    ]);
    assert.match(seen("changes-2026-09-01.html"), /UTC: Nothing changes on 2027-03-01 any more /);
    assert.match(seen("changes-2027-03-01.html"), /UTC: What changes on 2027-06-01 /);
  });

  it("the list of a day that lost some of its changes says which ones, behind those that stay", async () => {
    const { seen } = await render([
      { unit: "LAW/ARTICLE-1", ...movedDays("2026-09-01", ["2027-03-01", JULY]) },
      { unit: "LAW/ARTICLE-2", ...movedDays("2026-09-01", ["2027-03-01", JULY]) },
      { unit: "LAW/ARTICLE-3", ...movedDays("2026-09-01") },
    ]);
    assert.match(
      seen("changes-2026-09-01.html"),
      /What changes on 2026-09-01 1 unit: 1 amendment What was moved to another day: 2 amendments moved .*LAW\/ARTICLE-3 amendment · In force.*LAW\/ARTICLE-1 amendment, moved from 2026-09-01 to 2027-03-01 · In force from 2027-03-01/,
    );
  });

  it("an entry tells all that one run has set, each with the day that it had, who approved it, and has a page that does not go", async () => {
    const { files, seen, titles } = await render([
      { unit: "LAW/ARTICLE-1", ...movedDays("open", ["2027-03-01", JULY]) },
      { unit: "LAW/ARTICLE-2", ...movedDays("2026-09-01", ["2027-03-01", JULY], ["2027-06-01", AUGUST]) },
    ]);
    assert.deepEqual(titles.slice(0, 2), [
      `${AUGUST} 1 amendment moved from 2027-03-01 to 2027-06-01`,
      `${JULY} 2 amendments moved to 2027-03-01`,
    ]);
    const entry = (files.get("law/feed.atom") ?? "").split("<entry>")[2] ?? "";
    assert.match(entry, /<author><name>anna\.beispiel<\/name><\/author>/);
    assert.match(entry, /ARTICLE-1 .*: amendment, given the day 2027-03-01, not set until then<\/li>/);
    assert.match(entry, /ARTICLE-2 .*: amendment, moved from 2026-09-01 to 2027-03-01<\/li>/);
    const [, path = ""] = /href="(recorded-2026-07-20-[0-9a-f]{16}\.html)"/.exec(entry) ?? [];
    assert.match(seen(path), /What was recorded 2026-07-20 10:00:00 UTC 2 amendments moved to 2027-03-01 /);
  });

  it("an entry stays as it was when another day follows, be it of the text or of a day", async () => {
    const days = [
      ["2027-03-01", JULY],
      ["2027-06-01", AUGUST],
    ] as const;
    const entriesOf = async (count: number) => {
      const { files } = await render([{ unit: UNIT, ...movedDays("2026-09-01", ...days.slice(0, count)) }]);
      return (files.get("law/feed.atom") ?? "")
        .split("<entry>")
        .slice(1)
        .map((entry) => entry.replace("</feed>", "").trim());
    };
    const [none, once, twice] = [await entriesOf(0), await entriesOf(1), await entriesOf(2)];
    assert.deepEqual([none.length, once.slice(1), twice.slice(1)], [2, none, once]);
    assert.match(none[0] ?? "", /amendment, from 2026-09-01/);
  });

  it("where nobody knows the run, a day is told apart from the text and the other days that were recorded in the same second", async () => {
    const unknown = (day: string) => {
      const { effect, moves } = movedDays("2026-09-01", [day, AMENDED.recordedAt]);
      return { effect, moves: moves.map((move) => ({ ...move, set: null })), provenance: null };
    };
    const { titles } = await render([
      { unit: "LAW/ARTICLE-1", ...unknown("2027-03-01") },
      { unit: "LAW/ARTICLE-2", ...unknown("2027-06-01") },
    ]);
    assert.deepEqual(titles.slice(0, 3).sort(), [
      `${AMENDED.recordedAt} 1 amendment moved from 2026-09-01 to 2027-03-01`,
      `${AMENDED.recordedAt} 1 amendment moved from 2026-09-01 to 2027-06-01`,
      `${AMENDED.recordedAt} 2 amendments`,
    ]);
  });

  it("where another text comes into force on a day that was moved, its page leads to that text", async () => {
    const { files, seen } = await render([
      { unit: UNIT, ...movedDays("2026-09-01", ["2027-03-01", JULY]) },
      { unit: UNIT, version: 3, effect: "2027-06-01" },
      { unit: "LAW/ARTICLE-2", change: "renumbering", address: UNIT, effect: "2026-09-01" },
    ]);
    assert.match(files.get("law/article-1/2026-09-01.html") ?? "", /http-equiv="refresh"/);
    assert.match(
      seen("changes-2026-09-01.html"),
      /What changes on 2026-09-01 .*What was moved to another day/,
    );
  });

  it("the day of a new number stays with the new number, and is none of the old one", async () => {
    const { files } = await render([
      {
        unit: UNIT,
        change: "renumbering",
        address: "LAW/ARTICLE-7",
        ...movedDays("2026-09-01", ["2027-03-01", JULY]),
      },
    ]);
    assert.deepEqual(
      [...files.keys()].filter((path) => /article-\d\/\d/.test(path)).sort(),
      ["2026-09-01", "2027-03-01"].map((day) => `law/article-7/${day}.html`),
    );
  });

  it("a repeal whose day was moved has no dated address, as it had none", async () => {
    const { files, seen } = await render([
      { unit: UNIT, change: "repeal", text: "", ...movedDays("2026-09-01", ["2027-03-01", JULY]) },
    ]);
    assert.deepEqual(
      [...files.keys()].filter((path) => /article-1\/\d/.test(path)),
      [],
    );
    assert.match(seen("changes-2026-09-01.html"), /1 repeal moved from 2026-09-01 to 2027-03-01/);
  });

  it("the beginning, which has no page, is told without a link", async () => {
    const { seen, linksOf } = await render([{ unit: UNIT, ...movedDays("2026-09-01", ["beginning", JULY]) }]);
    for (const path of ["article-1/2026-09-01.html", "changes-2026-09-01.html"]) {
      assert.match(
        seen(path),
        /moved from 2026-09-01 to the beginning, recorded 2026-07-20 10:00:00 UTC (?!:)/,
      );
      assert.deepEqual(
        linksOf(path).filter((link) => link?.includes("beginning")),
        [],
      );
    }
  });
});
