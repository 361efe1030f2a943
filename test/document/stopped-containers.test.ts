import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mark, paragraphs, testUnits } from "../support/cut-kinds.ts";

const article = (number: number) => `${number}. gr. Vitavörður kveikir á vitanum við sólsetur.`;

describe("names of chapters with the number first and a stop behind number, word and title", () => {
  testUnits([
    {
      rule: "in bold type",
      text: paragraphs(
        "# Lög um vita",
        "**I. kafli. Almenn ákvæði.**",
        article(1),
        article(2),
        "**II. kafli. Vitaverðir.**",
        article(3),
      ),
      units: ["1. gr", "2. gr", "3. gr"],
      containers: ["I. kafli. Almenn ákvæði.", "II. kafli. Vitaverðir."],
    },
    {
      rule: "in plain type, and without a title",
      text: paragraphs(
        "Lög um vita",
        "I. kafli. Almenn ákvæði.",
        article(1),
        "II. KAFLI",
        article(2),
        "III. kafli.",
        article(3),
      ),
      units: ["1. gr", "2. gr", "3. gr"],
      containers: ["I. kafli. Almenn ákvæði.", "II. KAFLI", "III. kafli."],
    },
  ]);

  test("a sentence that begins with such a name is text", () => {
    const { containers, units } = mark(
      paragraphs(
        "Regler om fyrar",
        "§ 1. Fyren tänds vid solnedgången.",
        "2. kap. Reglerna är lika för alla fyrar.",
        "§ 2. Fyren släcks vid soluppgången.",
        "§ 3. Fyren målas varje år.",
      ),
    );
    assert.deepEqual([...containers], []);
    assert.equal(units.length, 3);
  });
});
