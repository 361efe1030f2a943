import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";
import type { MarkedDocument } from "../../src/domain/plan.ts";

function mark(lines: readonly string[]): MarkedDocument {
  const result = markDocument(Buffer.from(`${lines.join("\n\n")}\n`), { maxUnits: 1000 });
  assert(result.ok, result.ok ? "" : result.refusal.message);
  return result.value;
}

const titlesOf = ({ units }: MarkedDocument) => units.map(({ label, title }) => `${label} ${title}`.trim());
const namesOf = ({ containers }: MarkedDocument) => containers.map(({ label }) => label);

const SECTIONS: readonly string[] = [
  "# Seenverordnung",
  "## 1. Abschnitt",
  "## Allgemeines",
  "### Geltungsbereich",
  "**§ 1.** (1) Diese Verordnung gilt für alle Seen des Landes.",
  "(2) Sie gilt nicht für Teiche.",
  "### Begriffe",
  "**§ 2.** Im Sinne dieser Verordnung ist ein Boot jedes Fahrzeug auf dem Wasser.",
  "## 2. Abschnitt",
  "### Zulassung der Boote",
  "**§ 3.** (1) Boote werden von der Behörde zugelassen.",
  "**§ 3a.** Die Behörde führt ein Verzeichnis.",
  "### Aufsicht",
  "**§ 4.** Die Behörde beaufsichtigt den Verkehr auf dem See.",
];

describe("headings directly above the names of units", () => {
  test("are titles where most units have one, and no containers", () => {
    const marked = mark(SECTIONS);
    assert.deepEqual(titlesOf(marked), [
      "§ 1 Geltungsbereich",
      "§ 2 Begriffe",
      "§ 3 Zulassung der Boote",
      "§ 3a",
      "§ 4 Aufsicht",
    ]);
    assert.deepEqual(namesOf(marked), ["1. Abschnitt", "Allgemeines", "2. Abschnitt"]);
    assert.deepEqual(marked.warnings, []);
  });

  test("stand in the text of no unit", () => {
    const source = `${SECTIONS.join("\n\n")}\n`;
    const [first] = [...mark(SECTIONS).units];
    assert(first !== undefined);
    const body = Buffer.from(source).subarray(first.startByte, first.endByte).toString();
    assert.equal(body.trim().split("\n").at(-1), "(2) Sie gilt nicht für Teiche.");
  });

  test("are titles above names that are headings of the same level", () => {
    const marked = mark([
      "### Scope",
      "### Article 1",
      "These rules hold on the lake.",
      "### Boats",
      "### Article 2",
      "A boat carries a light.",
      "### Fares",
      "### Article 3",
      "The fare is paid on board.",
    ]);
    assert.deepEqual(titlesOf(marked), ["Article 1 Scope", "Article 2 Boats", "Article 3 Fares"]);
    assert.deepEqual(namesOf(marked), []);
  });

  test("are containers where they hold several units, or units on a lower level", () => {
    const several = mark([
      "### Scope",
      "**§ 1.** These rules hold on the lake.",
      "**§ 2.** They do not hold on ponds.",
      "### Boats",
      "**§ 3.** A boat carries a light.",
      "**§ 4.** A boat has a number.",
    ]);
    assert.deepEqual(namesOf(several), ["Scope", "Boats"]);
    const lower = mark([
      "# Lake rules",
      "## Scope",
      "### Article 1",
      "These rules hold on the lake.",
      "## Boats",
      "### Article 2",
      "A boat carries a light.",
      "## Fares",
      "### Article 3",
      "The fare is paid on board.",
    ]);
    assert.deepEqual(namesOf(lower), ["Scope", "Boats", "Fares"]);
  });
});
