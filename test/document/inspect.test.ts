import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";
import {
  type Inspection,
  inspectionJson,
  inspectSource,
  refusalJson,
} from "../../src/document/show/inspect.ts";
import { renderPage } from "../../src/document/show/render-page.ts";
import { renderScreen } from "../../src/document/show/render-screen.ts";
import { renderTree } from "../../src/document/show/render-tree.ts";
import { refusal } from "../../src/domain/refusal.ts";

const LANTERNS = readFileSync(join(import.meta.dirname, "../fixtures/documents/de-laternenverordnung.md"));

function inspect(source: Buffer, prefix?: string): Inspection {
  const result = inspectSource(source, {
    name: "law.md",
    maxUnits: 1000,
    ...(prefix === undefined ? {} : { prefix }),
  });
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

test("the screen keeps to eighty columns of a terminal, in which some characters take two", () => {
  const name = (sign: string) => sign.repeat(90);
  for (const sign of ["第", "ア", "한", "。", "Ａ", "😀", "a\u0301", "x"]) {
    const source = Buffer.from(`# ${name(sign)}\n\n## Article 1 ${name(sign)}\n\nThe lamp burns.\n`);
    for (const line of renderScreen(inspect(source)).split("\n"))
      assert.ok(
        [...line.replace(/\u0301/gu, "")].length + (line.match(/[第ア한。Ａ😀]/gu) ?? []).length <= 80,
        line,
      );
  }
});

test("the screen tells how the cut compares with the document's own contents (P-186)", () => {
  const act = (listed: number) =>
    `# Contents\n\n${[1, 2, 3, 4]
      .slice(0, listed)
      .map((number) => `- Article ${number}\n`)
      .join(
        "",
      )}\n# Act\n\n${[1, 2, 3].map((number) => `## Article ${number}\n\nThe lamp burns.\n\n`).join("")}`;
  for (const [listed, line] of [
    [0, null],
    [3, "own contents  agree: 3 of 3 listed names are units"],
    [4, "own contents  differ: 3 of 4 listed names are units"],
    [2, "own contents  differ: 2 of 2 listed names are units, 1 unit unlisted"],
  ] as const) {
    const source = Buffer.from(act(listed));
    const lines = renderScreen(inspect(source)).split("\n");
    assert.equal(lines.find((text) => text.startsWith("own contents")) ?? null, line);
  }
});

describe("the inspection as JSON", () => {
  test("has exactly the keys of its stable interface", () => {
    const json = JSON.parse(JSON.stringify(inspectionJson(inspect(LANTERNS))));
    assert.deepEqual(Object.keys(json), [
      "convention",
      "runnerUp",
      "sourceSha256",
      "bytes",
      "units",
      "containers",
      "regions",
      "warnings",
    ]);
    assert.deepEqual(Object.keys(json.units.at(0)), [
      "ordinal",
      "startByte",
      "endByte",
      "line",
      "address",
      "label",
      "title",
      "kind",
      "sectionType",
      "scope",
      "parent",
      "repealed",
    ]);
    assert.deepEqual(Object.keys(json.containers[0]), ["startByte", "kind", "label"]);
    assert.deepEqual(Object.keys(json.regions[0]), ["startByte", "endByte", "role"]);
    assert.equal(json.convention, "paragraph-sign");
    assert.equal(json.runnerUp, null);
  });

  test("names the reading that fits next to the best", () => {
    const text = ["Article 1", "Fees", "Article 2", "Lamps", "Oars", "Ropes"]
      .map((head) => `## ${head}\n\nThe lamp burns.\n`)
      .join("\n");
    const { convention, runnerUp } = inspectionJson(inspect(Buffer.from(text)));
    assert.deepEqual([convention, runnerUp], ["article", "outline"]);
  });

  test("a warning has its code, its line and its message", () => {
    const json = JSON.parse(
      JSON.stringify(inspectionJson(inspect(Buffer.from("## Article 1\n\n## Article 3\n")))),
    );
    assert.deepEqual(Object.keys(json.warnings[0]), ["code", "line", "message"]);
  });

  test("addresses stand below the prefix where one is given", () => {
    assert.equal(inspect(LANTERNS, "LATV").marked.units.at(0)?.address, "LATV/PAR-1");
    assert.equal(inspect(LANTERNS).marked.units.at(0)?.address, "PAR-1");
  });

  test("a refusal has its reason, what was found, the line or null, and the way out", () => {
    const twice = markDocument(Buffer.from("## Article 1\n\na\n\n## Article 1\n"), { maxUnits: 10 });
    assert.ok(!twice.ok);
    const json = refusalJson(twice.refusal) as {
      readonly reason: string;
      readonly message: string;
      readonly line: number;
    };
    assert.deepEqual(Object.keys(json), ["reason", "message", "line", "wayOut"]);
    assert.equal(json.line, 5);
    assert.match(json.message, /lines 1 and 5/);
    assert.deepEqual(refusalJson(refusal("STOP_NO_UNITS", { wayOut: "Mark them." })), {
      reason: "STOP_NO_UNITS",
      message: "No information unit was found in the source.",
      line: null,
      wayOut: "Mark them.",
    });
  });

  test("the coverage counts every byte once", () => {
    const { coverage, marked } = inspect(LANTERNS);
    assert.equal(
      Object.values(coverage).reduce((sum, bytes) => sum + bytes, 0),
      marked.bytes,
    );
  });
});

describe("the inspection for people", () => {
  test("the tree shows containers, units, convention, coverage and warnings", () => {
    const tree = renderTree(inspect(LANTERNS, "LATV"));
    for (const part of [
      "chosen  paragraph-sign",
      "3 244 bytes of 3 244",
      "LATV/PAR-2A  § 2a",
      "Anlage 2 (zu den §§ 3 und 5)  [annex]",
      "no warnings",
    ]) {
      assert.ok(tree.includes(part), part);
    }
  });

  const hostile =
    "## Article 1. <script>alert(1)</script>\n\n</pre><img src=x onerror=alert(1)>\u202e\n\n## Article 2. \"'&\n\n\u001b[31m\n";

  test("the page is inert, self-contained, and shows invisible characters by their code points", () => {
    const source = Buffer.from(hostile);
    const page = renderPage(inspect(source));
    assert.doesNotMatch(page, /<script|<img|<link|<[^>]*\s(?:src|onerror)=|https?:\/\/|@import|url\(/);
    assert.match(page, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/);
    assert.match(page, /&#60;script&#62;alert\(1\)&#60;\/script&#62;/);
    assert.ok(!page.includes("\u202e") && !page.includes("\u001b"));
    assert.match(page, /\\u\{202e\}/);
    assert.match(page, /\\u\{1b\}/);
  });

  test("the page has one row for every region, coloured by its role, and a card for every unit", () => {
    const inspection = inspect(LANTERNS);
    const page = renderPage(inspection);
    const { regions, units } = inspection.marked;
    assert.equal(page.match(/<section class="row /g)?.length, regions.length);
    assert.equal(page.match(/<section class="row unit" id="row-\d+"/g)?.length, units.length);
    for (const unit of units) assert.ok(page.includes(`<code>${unit.address}</code>`));
  });

  test("a warning is shown at its unit and linked from the list", () => {
    const source = Buffer.from("## Article 1\n\nx\n\n## Article 3\n\ny\n");
    const page = renderPage(inspect(source));
    assert.match(page, /<a href="#row-2">5<\/a><\/td><td>NUMBER_GAP/);
    assert.match(
      page,
      /<section [^>]*id="row-2">(?:(?!<section)[\s\S])*<p class="warning">line 5: NUMBER_GAP/,
    );
  });
});

describe("the page and the warnings at lines that begin no unit (R-43)", () => {
  const articles = [1, 2, 3].map((number) => `## Article ${number}\n\nThe lamp burns.\n\n`).join("");
  for (const { rule, text, line, code, beside } of [
    {
      rule: "in the contents",
      text: `# Contents\n\n${[1, 2, 3, 4].map((number) => `- Article ${number}\n`).join("")}\n# Act\n\n${articles}`,
      line: 6,
      code: "CONTENTS_DISAGREE",
      beside: "- Article 4",
    },
    {
      rule: "in the text of a unit",
      text: `${articles}\`\`\`\nArticle 4. The watch\n\`\`\`\n`,
      line: 14,
      code: "HEADING_INSIDE_UNIT",
      beside: "ARTICLE-3",
    },
  ]) {
    test(`${rule}: the list of warnings leads to the row that holds the line, which tells it`, () => {
      const source = Buffer.from(text);
      const page = renderPage(inspect(source));
      const link = new RegExp(`<a href="#(row-\\d+)">${line}</a></td><td>${code}`).exec(page);
      const row = page.split("<section ").find((part) => part.includes(` id="${link?.[1]}"`)) ?? "";
      assert.ok(row.includes(beside) && row.includes(`line ${line}: ${code}`), row || page);
    });
  }

  test("it tells what the publisher states and what the document's own contents list (P-186)", () => {
    const source = Buffer.from(`# Contents\n\n- Article 1\n- Article 2\n\n# Act\n\n${articles}`);
    const stated = { count: 3, labelsSha256: null, labels: [] };
    const inspection = inspectSource(source, { name: "law.md", maxUnits: 1000, expectation: stated });
    assert.ok(inspection.ok);
    const told = /expected: 3 of 3 that the publisher states; own contents: differ: 2 of 2 listed names/;
    assert.match(renderPage(inspection.value), told);
    assert.match(renderTree(inspection.value), /^own contents {2}differ: 2 of 2 listed names/mu);
  });
});
