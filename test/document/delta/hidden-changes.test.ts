import assert from "node:assert/strict";
import test from "node:test";
import { computeDelta } from "../../../src/document/delta/compute-delta.ts";
import { sideOfSource } from "../../../src/document/delta/source-side.ts";
import { viewDelta } from "../../../src/document/delta/view-delta.ts";
import { markDocument } from "../../../src/document/mark.ts";
import { renderDelta } from "../../../src/document/show/render-delta.ts";
import { renderDeltaPage } from "../../../src/document/show/render-delta-page.ts";
import type { DeltaSide } from "../../../src/domain/delta.ts";
import { renderDeltaList } from "../../../src/reports/delta-list.ts";
import { renderDeltaMarkdown } from "../../../src/reports/delta-markdown.ts";
import { deltaOf, makeSide, readSide } from "./make-side.ts";

function viewOf(old: string, fresh: string) {
  const [before, after] = [old, fresh].map((text) => {
    const bytes = Buffer.from(text);
    const marked = markDocument(bytes, { maxUnits: 1000 });
    if (!marked.ok) throw new Error(marked.refusal.message);
    return sideOfSource(marked.value);
  });
  if (before === undefined || after === undefined) throw new Error("two sides");
  const delta = computeDelta(before, after, []);
  if (!delta.ok) throw new Error(delta.refusal.message);
  return viewDelta(delta.value, before, after);
}

function listOf(view: ReturnType<typeof viewOf>): string {
  const files = renderDeltaList({
    title: "Law",
    facts: [],
    warnings: [],
    statements: [],
    view,
    hidden: [],
    countsFrom: () => "",
  });
  return [...files].map(({ text }) => text).join("");
}

function pageOf(view: ReturnType<typeof viewOf>, statements: readonly string[] = []): string {
  return renderDeltaPage(view, { old: "old", fresh: "new", statements });
}

function everyView(view: ReturnType<typeof viewOf>): readonly string[] {
  return [listOf(view), renderDeltaMarkdown(view), renderDelta(view), pageOf(view)];
}

const law = (...articles: readonly string[]) =>
  `# Law\n\n${articles.map((text, at) => `# Article ${at + 1}\n\n${text}\n`).join("\n")}`;

test("a renumbered unit whose text differs in any byte shows its words, and one that differs by its number alone does not", () => {
  const old = law("All ships pay.", "The lamp burns.", "The wall stands here, with one gate.");
  const fresh = law(
    "All ships pay.",
    "A new rule about ropes and nets.",
    "The lamp burns.",
    "The wall stands here,  with one gate.",
  );
  const view = viewOf(old, fresh);
  const renumbered = [...view.changes].filter(({ change }) => change === "renumbered");
  assert.deepEqual(
    renumbered.map(({ showsText }) => showsText),
    [false, true],
  );
  for (const text of [listOf(view), renderDeltaMarkdown(view), renderDelta(view)])
    assert.match(text, /The wall stands/);
});

test("the list of changes shows a long text to its end, and every shorter view says that changed words are left out", () => {
  const sentences = (word: string) =>
    Array.from(
      { length: 600 },
      (_, at) => `In case ${at} the owner ${word} pays ${at} crowns to the harbour.`,
    ).join("\n");
  const old = law("All ships pay.", `${sentences("gladly")}\nThe owner is not liable.`);
  const fresh = law("All ships pay.", `${sentences("hardly")}\nThe owner is liable.`);
  const view = viewOf(old, fresh);
  const list = listOf(view);
  assert.match(list, /[+ ] .*The owner is liable\./);
  assert.doesNotMatch(list, /changed ones among them/);
  assert.match(renderDelta(view), /changed ones among them/);
  for (const text of [renderDeltaMarkdown(view), pageOf(view)]) assert.match(text, /changed ones among them/);
});

test("another title is shown in its words, however long the old one is", () => {
  const long =
    "the fees that masters, owners, agents and pilots of ships pay for the use of the harbour ".repeat(3);
  const titled = (end: string) =>
    `# Law\n\n# Article 1 On ${long}${end}\n\nAll ships pay.\n\n# Article 2\n\nThe lamp burns.\n`;
  const view = viewOf(titled("without exception"), titled("but for the friends of the master"));
  for (const text of everyView(view)) assert.match(text, /for the friends of the\s+master/);
});

test("a unit that moves says where it stood and stands, whatever else changes in it", () => {
  const old = law("All ships pay.", "The lamp burns.", "The wall stands.");
  const moved = (end: string) =>
    `# Law\n\n# Article 1\n\nAll ships pay.\n\n# Article 3\n\nThe wall ${end}.\n\n# Article 2\n\nThe lamp burns.\n`;
  for (const fresh of [moved("stands"), moved("falls")])
    for (const text of everyView(viewOf(old, fresh)))
      assert.match(text, /moved: stood after ARTICLE-2, under \S*Law\S*,\s+stands\s+after\s+ARTICLE-1/);
  for (const text of everyView(viewOf(old, law("All ships pay.", "The lamp is lit.", "The wall falls."))))
    assert.doesNotMatch(text, /moved/);
});

test("the page names the stated lineage", () => {
  const view = viewOf(law("All ships pay."), law("No ship pays."));
  assert.match(
    pageOf(view, ["split_into ARTICLE-1 ARTICLE-1, <ARTICLE-2>"]),
    /split_into ARTICLE-1 ARTICLE-1, &#60;ARTICLE-2&#62;/,
  );
});

test("a heading that moves past an article is a change outside the units (D-131)", () => {
  const old =
    "# Law\n\n# Chapter I\n\n## Article 1\n\nOne rule.\n\n# Chapter II\n\n## Article 2\n\nTwo rules.\n\n## Article 3\n\nThree rules.\n";
  const fresh =
    "# Law\n\n# Chapter I\n\n## Article 1\n\nOne rule.\n\n## Article 2\n\nTwo rules.\n\n# Chapter II\n\n## Article 3\n\nThree rules.\n";
  const view = viewOf(old, fresh);
  assert.equal(view.outside, "changed");
  assert.equal(view.unchanged.count, 3);
  assert.match(renderDelta(view), /after/);
});

test("a heading that moves past a unit which is replaced at its own address is told (D-131)", () => {
  const [old, fresh] = [
    "# Law\n\n## Article 1\n\nOne rule.\n\n# Chapter II Crimes punished by death\n\n## Article 2\n\nTwo rules.\n\n## Article 3\n\nThree rules.\n",
    "# Law\n\n## Article 1\n\nOne rule.\n\n## Article 2\n\nTwo rules.\n\n# Chapter II Crimes punished by death\n\n## Article 3\n\nThree rules.\n",
  ].map(readSide);
  if (old === undefined || fresh === undefined) throw new Error("two sides");
  for (const lineage of [
    "",
    "replaced_by ARTICLE-2 -> ARTICLE-2\n",
    "retired ARTICLE-2\ncreated ARTICLE-2\n",
  ])
    assert.equal(deltaOf(old, fresh, lineage).outside, "changed", lineage);
});

test("a new unit says under which heading it stands", () => {
  const lawWith = (before: string, behind: string) =>
    `# Law\n\n## Article 1\n\nOne rule.\n\n${before}# Chapter II Crimes\n\n${behind}## Article 2\n\nTwo rules.\n`;
  const added = "## Article 1a\n\nA rule about ropes.\n\n";
  const old = lawWith("", "");
  for (const text of everyView(viewOf(old, lawWith("", added))))
    assert.match(text, /stands after ARTICLE-1, under \S*Chapter II\s+Crimes/);
  for (const text of everyView(viewOf(old, lawWith(added, ""))))
    assert.doesNotMatch(text, /under \S*Chapter II/);
});

test("what follows a wide gap or a long line is shown in Markdown where it is seen", () => {
  const hidden = (gap: string) => law("All ships pay.", `Whoever sings is heard.${gap}All debts are void.`);
  for (const gap of [" ".repeat(400), "\u3000".repeat(400), ` ${"and so it is ".repeat(40)}`]) {
    const view = viewOf(law("All ships pay."), hidden(gap));
    for (const text of [listOf(view), renderDeltaMarkdown(view)]) {
      const shown = text.split("\n").filter((line) => line.startsWith("+ "));
      assert.ok(shown.length > 0 && shown.length < 10);
      for (const line of shown) assert.ok(line.length <= 112, line);
      assert.match(text, /\(400 spaces\)|and so it is/);
      assert.match(text, /\+ .*debts/);
    }
  }
});
test("words of a heading that are neither name nor title are told", () => {
  const side = (heading: string): DeltaSide => ({
    units: [
      {
        address: "ARTICLE-1",
        label: "Article 1",
        title: "",
        kind: "article",
        sectionType: "body",
        parent: null,
        line: 1,
        contentHash: heading,
      },
    ],
    body: () => `${heading}\n\nAll ships pay.\n`,
    outside: [],
  });
  const delta = deltaOf(
    side("In the year of the lamp: Article 1"),
    side("In the year of the wall: Article 1"),
  );
  assert.deepEqual(
    delta.changes.map(({ change }) => change),
    ["amended"],
  );
});

test("a renumbered unit whose text stands beside its name shows its words where more than the number differs", () => {
  const act = (number: number, quoted: string) =>
    `Article 1. All ships pay their fees.\n\nArticle ${number}. The ${quoted} burns in every street.\n\nArticle 9. The wall stands here.\n`;
  for (const [fresh, isShown] of [
    ['"lamp"', false],
    ["“lamp”", true],
  ] as const) {
    const view = viewOf(act(2, '"lamp"'), act(3, fresh));
    assert.deepEqual(
      [...view.changes].map(({ change, showsText }) => [change, showsText]),
      [["renumbered", isShown]],
    );
  }
});

test("the first sign of a text below its heading is told", () => {
  const view = viewOf(law("°C is read.", "All ships pay."), law("C is read.", "All ships pay."));
  assert.deepEqual(
    [...view.changes].map(({ change }) => change),
    ["amended"],
  );
});

test("a unit of another type is amended, whatever else differs", () => {
  const side = (sectionType: string, text: string) =>
    makeSide([{ address: "LAW/ARTICLE-1", text, sectionType }]);
  const delta = deltaOf(side("body", 'the "lamp"'), side("annex", "the “lamp”"));
  assert.deepEqual(
    delta.changes.map(({ change }) => change),
    ["amended"],
  );
});

for (const [what, old, fresh, expected] of [
  ["words", "Of 1871", "Of 1872", /text outside the units changed/],
  ["quotes", 'The "Act"', "The “Act”", /outside the units typography only/],
  ["white space at the end", "Of 1871", "Of 1871 ", /outside the units typography only/],
] as const)
  test(`${what} outside the units: the counts say what changed, and every view shows it`, () => {
    const of = (heading: string) => `# ${heading}\n\n## Article 1\n\nAll ships pay.\n\n## Article 2\n\nend\n`;
    const view = viewOf(of(old), of(fresh));
    assert.equal(view.unchanged.count, 2);
    for (const text of everyView(view)) {
      assert.match(text, expected);
      assert.match(text, /^[+-] |\[-|\{\+|<ins>/m);
    }
  });
