import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";

function cut(text: string) {
  const marked = markDocument(new TextEncoder().encode(`# Ferry rules\n\n${text}`), { maxUnits: 100 });
  assert.ok(marked.ok, marked.ok ? "" : JSON.stringify(marked.refusal));
  const { units, containers } = marked.value;
  return { units: units.map(({ label }) => label), containers: containers.map(({ label }) => label) };
}

const heading = (level: number, text: string) => `${"#".repeat(level)} ${text}\n\n`;
const points = (...numbers: readonly string[]) =>
  numbers.map((number) => heading(5, `${number} The ferry waits for the bell before it leaves.`)).join("");

describe("Markdown headings that hold only deeper numbers are containers", () => {
  test("Roman numbers above points whose text stands in the heading", () => {
    const text = `${heading(3, "I. General")}${points("1.", "2.")}2.1. by day;\n\n${heading(3, "II. Bells")}${points("3.", "3.1", "4.")}${heading(3, "III. End")}${points("5.")}`;
    assert.deepEqual(cut(text), {
      units: ["1", "2", "3", "3.1", "4", "5"],
      containers: ["I. General", "II. Bells", "III. End"],
    });
  });

  test("headings without numbers above a count that starts again in each", () => {
    const text = `${heading(2, "Boats")}${points("1.", "2.")}${heading(2, "Crews")}${points("1.", "2.")}`;
    assert.deepEqual(cut(text), { units: ["1", "2", "1", "2"], containers: ["Boats", "Crews"] });
  });

  test("one that holds nothing at all is a unit beside them", () => {
    const text = `${heading(3, "I. General")}${points("1.", "2.")}${heading(3, "II. (repealed)")}${heading(3, "III. End")}${points("3.")}`;
    assert.deepEqual(cut(text).units, ["1", "2", "II", "3"]);
  });

  test("where one of their level holds text, all are units; so are numbers above numbers of their own", () => {
    const mixed = `${heading(3, "I. General")}${points("1.", "2.", "3.")}${heading(3, "II. Bells")}The bell rings.\n\n`;
    assert.deepEqual(cut(mixed).units, ["I", "1", "2", "3", "II"]);
    const nested = `${heading(2, "1. General")}${heading(3, "1.1 Boats")}Boats float.\n\n${heading(2, "2. Bells")}${heading(3, "2.1 Sound")}Bells ring.\n\n`;
    assert.deepEqual(cut(nested).units, ["1", "1.1", "2", "2.1"]);
  });
});
