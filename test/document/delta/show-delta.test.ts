import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fromMarkdown } from "mdast-util-from-markdown";
import { viewDelta } from "../../../src/document/delta/view-delta.ts";
import { deltaJson } from "../../../src/document/show/delta-json.ts";
import { renderDelta } from "../../../src/document/show/render-delta.ts";
import { renderDeltaPage } from "../../../src/document/show/render-delta-page.ts";
import type { DeltaView } from "../../../src/domain/delta-view.ts";
import { drawnColumns } from "../../../src/domain/drawn-columns.ts";
import { sha256Hex } from "../../../src/json/canonical-json.ts";
import { renderDeltaMarkdown } from "../../../src/reports/delta-markdown.ts";
import { deltaOf, type MadeUnit, makeSide, TEXTS } from "./make-side.ts";

const { lamps, fees, appeals, oil, penalties } = TEXTS;
const article = (number: string, text: string, title = ""): MadeUnit => ({
  address: `LAW/ARTICLE-${number}`,
  text,
  title,
});

const BEFORE = makeSide(
  [
    article("1", lamps, "Lamps"),
    article("2", fees),
    article("3", appeals),
    article("4", oil, "Oil."),
    article("5", `- ${penalties}`),
    article("6", "stays"),
  ],
  ["Of 1871"],
);
const AFTER = makeSide(
  [
    article("1", lamps.replace("dawn", "noon"), "Lamps"),
    article("2a", "All lamps are counted."),
    article("3", appeals),
    article("4", oil, "Oil"),
    article("5", `* ${penalties}`),
    article("7", "stays"),
  ],
  ["Of 1872"],
);

function view(before = BEFORE, after = AFTER): DeltaView {
  return viewDelta(deltaOf(before, after), before, after);
}

describe("the delta on a terminal", () => {
  const lines = renderDelta(view()).split("\n");

  test("begins with the counts in one line", () => {
    assert.equal(
      lines[0],
      "1 amended, 1 title only, 1 renumbered, 1 created, 1 retired, 1 typography only; 1 unchanged; text outside the units changed",
    );
  });

  test("shows each changed unit, old words against new", () => {
    const shown = lines.join("\n");
    assert.match(
      shown,
      /\namended {2}LAW\/ARTICLE-1 {2}Article 1 Lamps {2}\(line 1\)\n {4}## Article 1 Lamps\n/,
    );
    assert.match(shown, /at\n? ?\s*\[-dawn-\]\{\+noon\+\}\./);
    assert.match(
      shown,
      /\ncreated {2}LAW\/ARTICLE-2a {2}Article 2a {2}\(line 5\)\n {4}stands after LAW\/ARTICLE-1\n {4}\{\+## Article 2a\n\n {4}All lamps are counted\.\+\}/,
    );
    assert.match(shown, /\nretired {2}LAW\/ARTICLE-2 {2}Article 2 {2}\(line 5\)\n {4}\[-## Article 2\n/);
    assert.match(shown, /\ntitle only {2}LAW\/ARTICLE-4 {2}Article 4 Oil\. -> Article 4 Oil {2}\(line 13\)/);
    assert.match(
      shown,
      /\nrenumbered {2}LAW\/ARTICLE-6 -> LAW\/ARTICLE-7 {2}Article 6 -> Article 7 {2}\(line 21\)/,
    );
    assert.match(shown, /\noutside the units\n {4}Of \[-1871-\]\{\+1872\+\}/);
  });

  test("folds typography to a count and names, and what stays to a line and a digest", () => {
    const at = lines.indexOf("typography only: 1");
    assert.equal(lines[at + 1], "    LAW/ARTICLE-5");
    const digest = sha256Hex(`LAW/ARTICLE-3 ${AFTER.units.at(2)?.contentHash}\n`);
    assert.deepEqual(lines.slice(-2), ["unchanged: 1, sha256 of addresses and texts", `    ${digest}`]);
  });

  test("keeps to eighty columns, whatever the text", () => {
    const long = "第一条 lamp ".repeat(60) + "x".repeat(300);
    const shown = renderDelta(
      view(BEFORE, makeSide([article("1", long, long), article("9", `${lamps} ${long}`)])),
    );
    for (const line of shown.split("\n").slice(1)) assert.ok(drawnColumns(line) <= 80, line);
  });

  test("says that nothing changed", () => {
    assert.equal(renderDelta(view(BEFORE, BEFORE)).split("\n")[0], "no unit changed; 6 unchanged");
  });

  test("ends with the open questions as a lineage file has them", () => {
    const shown = renderDelta(
      view(makeSide([article("1", `${lamps} ${oil}`)]), makeSide([article("1", `${fees} ${appeals}`)])),
    );
    assert.match(shown, /^1 amended; 0 unchanged; 1 open question\n/);
    assert.match(
      shown,
      /\n\nopen questions: 1; .*\n\n# text-replaced: .*\ncontinues LAW\/ARTICLE-1 -> LAW\/ARTICLE-1$/,
    );
  });
});

const HOSTILE =
  "<script>alert(1)</script> \u001b[2J \u202egpj ](javascript:x) @alice #1 ```` {+fake+} [-fake-] <img src=x>";
const DIRTY = view(
  makeSide([article("1", `${lamps} ${HOSTILE}`, HOSTILE), article("2", `${fees} ${HOSTILE}`)], [HOSTILE]),
  makeSide(
    [article("1", `${lamps.replace("dawn", "noon")} ${HOSTILE}`, HOSTILE), article("3", `${HOSTILE} ${oil}`)],
    ["other"],
  ),
);

const hasHidden = (shown: string) => ["\u001b", "\u202e"].some((sign) => shown.includes(sign));

describe("text of a document is inert", () => {
  test("on a terminal", () => {
    const shown = renderDelta(DIRTY);
    assert.ok(!hasHidden(shown));
    assert.ok(shown.includes("\\u{1b}") && shown.includes("\\u{202e}"));
    assert.ok(!shown.includes("{+fake+}") && !shown.includes("[-fake-]"));
  });

  test("on the page, which runs and loads nothing", () => {
    const page = renderDeltaPage(DIRTY, { old: "<b>old</b>.md", fresh: "new\u202e.md", statements: [] });
    assert.match(page, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/);
    assert.doesNotMatch(
      page,
      /<script|<img|<link|<b>|<[^>]*\s(?:src|href|onerror)=|https?:\/\/|@import|url\(/,
    );
    assert.ok(!hasHidden(page));
    assert.match(page, /&#60;script&#62;/);
  });

  test("in Markdown", () => {
    const text = renderDeltaMarkdown(DIRTY);
    assert.ok(!hasHidden(text));
    const kinds = new Set<string>();
    const walk = (node: {
      readonly type: string;
      readonly children?: readonly { readonly type: string }[];
    }) => {
      kinds.add(node.type);
      for (const child of node.children ?? []) walk(child);
    };
    walk(fromMarkdown(text));
    assert.deepEqual([...kinds].toSorted(), ["code", "inlineCode", "paragraph", "root", "strong", "text"]);
  });
});

describe("the delta on a page", () => {
  test("has an article for each change, with the words that are gone and new", () => {
    const page = renderDeltaPage(view(), { old: "a.md", fresh: "b.md", statements: [] });
    assert.equal(page.match(/<article class="/g)?.length, 7);
    assert.match(page, /<del>dawn<\/del><ins>noon<\/ins>/);
    assert.match(page, /<p class="counts">1 amended, /);
    assert.match(page, /<details><summary>LAW\/ARTICLE-5 /);
  });
});

describe("the delta in Markdown", () => {
  test("leads with the counts, and shows old lines against new ones", () => {
    const text = renderDeltaMarkdown(view());
    assert.match(text, /^\*\*1 amended, 1 title only/);
    assert.match(text, /\n- dawn\n\+ noon\n/);
    assert.match(text, /\n\nTypography only: 1\n\n`LAW\/ARTICLE-5`\n/);
    assert.match(text, /Unchanged: 1, sha256 of addresses and texts `[0-9a-f]{64}`\.$/);
  });

  test("counts the changes that it has no room for", () => {
    const text = renderDeltaMarkdown(view(), { units: 2, most: 50, around: 5, names: 1 });
    assert.match(text, /And 3 more changed units\./);
    assert.match(text, /@@ \d+ characters are not shown @@/);
  });
});

describe("the delta as JSON", () => {
  test("has the facts of both units, and digests of old and new text", () => {
    const json = JSON.parse(
      JSON.stringify(deltaJson(deltaOf(BEFORE, AFTER), view(), { before: BEFORE, after: AFTER })),
    );
    assert.deepEqual(json.changes[0], {
      change: "amended",
      address: "LAW/ARTICLE-1",
      oldAddress: "LAW/ARTICLE-1",
      label: "Article 1",
      oldLabel: "Article 1",
      title: "Lamps",
      oldTitle: "Lamps",
      line: 1,
      oldLine: 1,
      sha256: AFTER.units.at(0)?.contentHash,
      oldSha256: BEFORE.units.at(0)?.contentHash,
      place: null,
      stated: false,
    });
    assert.deepEqual(json.counts, {
      amended: 1,
      typographyOnly: 1,
      titleOnly: 1,
      renumbered: 1,
      created: 1,
      retired: 1,
    });
    assert.deepEqual([json.unchanged, json.outside.changed, json.questions], [1, true, []]);
  });
});
