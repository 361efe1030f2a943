import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";

function addresses(text: string): readonly string[] {
  const marked = markDocument(new TextEncoder().encode(text), { maxUnits: 100 });
  assert.ok(marked.ok, marked.ok ? "" : JSON.stringify(marked.refusal));
  return marked.value.units.map(({ address }) => address);
}

function sections(...titles: readonly string[]): string {
  return titles.map((title) => `## ${title}\n\nThe ferry waits for the bell.\n\n`).join("");
}

const NUMBERED = sections("1. Berths", "2. Fares", "3. Bells");
const OWN = ["SECTION-1", "SECTION-2", "SECTION-3"];

describe("the title of a Markdown document is no unit where annexes stand at its level", () => {
  test("above numbered sections, with text of its own", () => {
    const text = `# Ferry Hire Agreement\n\nMade between the pier and the ferry.\n\n${NUMBERED}# Schedule 1 – Boats\n\n${sections("1. Size", "2. Crew")}`;
    assert.deepEqual(addresses(text), [...OWN, "SCHEDULE-1/SECTION-1", "SCHEDULE-1/SECTION-2"]);
  });

  test("above two annexes", () => {
    const annex = (number: number) =>
      `# Annex ${number}\n\n${sections("1. Size", "2. Crew").replaceAll("ferry", "boat")}`;
    assert.deepEqual(addresses(`# Ferry Hire\n\n${NUMBERED}${annex(1)}${annex(2)}`), [
      ...OWN,
      "ANNEX-1/SECTION-1",
      "ANNEX-1/SECTION-2",
      "ANNEX-2/SECTION-1",
      "ANNEX-2/SECTION-2",
    ]);
  });

  test("above headings without numbers, where no text stands between", () => {
    const text = `# Ferry Policy\n\n${sections("Purpose", "Scope")}# Appendix A\n\n${sections("Boats", "Crews")}`;
    const found = addresses(text);
    assert.deepEqual(found.slice(0, 2), ["PURPOSE", "SCOPE"]);
  });

  test("a heading with a number, one with text above headings without numbers, and one beside others stay units", () => {
    const annex = `# Appendix A\n\n${sections("1. Size", "2. Crew")}`;
    const first = (text: string) => addresses(text)[0];
    assert.equal(
      first(`# 1. Ferries\n\nBells ring.\n\n## 1.1 Hire\n\nText.\n\n## 1.2 Fares\n\nText.\n\n${annex}`),
      "SECTION-1",
    );
    assert.equal(
      first(`# Introduction\n\nWe say how ferries run.\n\n${sections("Purpose", "Scope")}${annex}`),
      "INTRODUCTION",
    );
    assert.equal(first(`# Ferries\n\nBells ring.\n\n${NUMBERED}# Boats\n\nText.\n\n${annex}`), "FERRIES");
  });
});
