import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";
import { type CutSummary, summarizeCut } from "../../src/document/show/summarize-cut.ts";

/** The summary, with what the warnings about empty units say. */
function summarize(text: string): CutSummary & { readonly warnings: readonly string[] } {
  const source = Buffer.from(text);
  const marked = markDocument(source, { maxUnits: 100_000 });
  assert.ok(marked.ok, JSON.stringify(marked));
  const warnings = marked.value.warnings.filter(({ code }) => code === "EMPTY_UNITS");
  return { ...summarizeCut(marked.value, source), warnings: warnings.map(({ message }) => message) };
}

function labels(units: CutSummary["longest"]): readonly string[] {
  return units.map((unit) => unit.label);
}

const BODY = "The keeper lights the lamp at dusk and puts it out at dawn, in every season.";

/** A law whose articles 1 to `count` are written by `write`. */
function law(count: number, write: (number: number) => string): string {
  return `# Lamp Act\n\n${Array.from({ length: count }, (_, at) => write(at + 1)).join("\n\n")}\n`;
}

describe("the summary of a cut", () => {
  test("counts the units and names the first, the last, and the one with the highest number", () => {
    const found = summarize(law(12, (at) => `## Article ${at}\n\n${BODY}`));
    assert.equal(found.count, 12);
    assert.deepEqual([found.first?.label, found.last?.label], ["Article 1", "Article 12"]);
    assert.equal(found.highest?.number, 12);
    assert.equal(found.bytesOutside, Buffer.byteLength("# Lamp Act\n\n"));
    assert.equal(found.empty.count, 0);
  });

  test("reads the numbers of a Chinese act by ordinals", () => {
    const found = summarize(
      ["一", "二", "三"].map((number) => `${number}、将第三条修改为：“应当办理。”\n\n`).join(""),
    );
    assert.equal(found.highest?.number, 3);
  });

  test("ranks the longest and the shortest by bytes, equal ones in the order of the document", () => {
    const found = summarize(
      law(9, (at) => `## Article ${at}\n\n${at === 4 ? BODY.repeat(20) : at === 7 ? "Short." : BODY}`),
    );
    assert.deepEqual(labels(found.longest), ["Article 4", "Article 1", "Article 2"]);
    assert.deepEqual(labels(found.shortest), ["Article 7", "Article 9", "Article 1"]);
    assert.ok(found.medianBytes > 80 && found.medianBytes < 110);
  });

  test("names the units at which the numbering has a gap", () => {
    const found = summarize(law(9, (at) => `## Article ${at < 5 ? at : at + 2}\n\n${BODY}`));
    assert.deepEqual(labels(found.oddlyNumbered.named), ["Article 7"]);
    assert.equal(found.highest?.number, 11);
  });

  test("counts repealed units, which are not empty", () => {
    const found = summarize(law(9, (at) => `## Article ${at}\n\n${at === 3 ? "(repealed)" : BODY}`));
    assert.deepEqual([found.repealed.count, found.empty.count], [1, 0]);
  });
});

describe("a unit without a text is told (R-42)", () => {
  const forms: Readonly<Record<string, (at: number, body: string) => string>> = {
    "below a sub-heading": (at, body) => `### Article ${at}\n\n#### Lamp ${at}\n\n${body}`,
    "below a title on its heading": (at, body) => `## Article ${at} - Lamp number ${at}\n\n${body}`,
    "below a bold title": (at, body) => `## Article ${at}\n\n**Lamp number ${at}**\n\n${body}`,
    "in bold headings": (at, body) => `**Article ${at}. Lamp number ${at}**\n\n${body}`,
    "on plain lines": (at, body) => `Article ${at}\n\n${body}`,
    "after an anchor and a comment": (at, body) =>
      `## <a id="art_${at}"></a>Article ${at}\n\n<!-- page ${at} -->\n\n${body}`,
    "in Vietnamese": (at, body) => `### Điều ${at}. Đèn số ${at}\n\n${body}`,
    "by sign": (at, body) => `## § ${at} Laterne ${at}\n\n${body}`,
    "above nothing but dots and blanks": (at, body) =>
      `## Article ${at}\n\n${body || `. . .${"\n".repeat(3000)}`}`,
  };
  for (const [name, write] of Object.entries(forms)) {
    test(name, () => {
      const found = summarize(law(30, (at) => write(at, at % 3 === 0 ? "" : BODY)));
      assert.equal(found.count, 30);
      assert.equal(found.empty.count, 10, JSON.stringify(found.empty));
      assert.equal(found.empty.named[0]?.ordinal, 3);
      assert.equal(found.warnings.length, 1);
      assert.match(found.warnings[0] ?? "", /^10 of 30 units have no text: /);
    });
  }

  test("but a few dashes and stars in place of a text are the publisher's, and no warning", () => {
    const found = summarize(
      law(30, (at) => `## Article ${at}\n\n${at === 7 ? "(*)" : at === 9 ? "–" : BODY}`),
    );
    assert.deepEqual([found.empty.count, found.warnings.length], [2, 0]);
  });

  test("and one whose text is a few words, a list on one line each or stands in units below is not empty", () => {
    const texts = [
      law(12, (at) => `## Article ${at}\n\nNone.`),
      `Duties of the keeper\n\n${Array.from({ length: 12 }, (_, at) => `${at + 1}. The keeper cleans the lamps of the ${"outer ".repeat(at)}harbour.`).join("\n\n")}\n`,
      law(6, (at) => `## ${at} Part\n\n### ${at}.1 Lamps\n\n${BODY}\n\n### ${at}.2 Oil\n\n${BODY}`),
      law(12, (at) => `Article ${at}. ${BODY}`),
    ];
    for (const text of texts) assert.deepEqual(labels(summarize(text).empty.named), [], text);
  });
});
