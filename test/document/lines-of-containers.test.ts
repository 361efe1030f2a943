import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";

interface Case {
  readonly rule: string;
  readonly text: string;
  readonly containers: readonly string[];
  readonly units: readonly string[];
}

const GREEK: readonly Case[] = [
  ...["΄", "'", "’", "´", "ʹ"].map((sign) => ({
    rule: `a letter numeral with the sign ${sign}`,
    text: [
      "ΛΕΜΒΟΙ",
      `ΚΕΦΑΛΑΙΟ Α${sign}\nΓΕΝΙΚΑ`,
      "Άρθρο 1",
      "Ο λέμβος πλέει στη λίμνη.",
      `Κεφάλαιο ΣΤ${sign}: Τέλη`,
      "Άρθρο 2",
      "Το τέλος είναι μικρό.",
    ].join("\n\n"),
    containers: [`ΚΕΦΑΛΑΙΟ Α${sign}`, `Κεφάλαιο ΣΤ${sign}: Τέλη`],
    units: ["Άρθρο 1", "Άρθρο 2"],
  })),
  {
    rule: "in wrapped text, where the name and the first article follow without a blank line",
    text: [
      "ΛΕΜΒΟΙ\nΜΕΡΟΣ Α΄\nΓΕΝΙΚΑ",
      ...[1, 2, 3].map((number) => `Άρθρο ${number}\nΣκοπός\nΟ λέμβος πλέει στη λίμνη.`),
      "ΜΕΡΟΣ Β\nΤΕΛΗ",
      ...[4, 5].map((number) => `Άρθρο ${number}\nΤέλος\nΤο τέλος είναι μικρό.`),
    ].join("\n"),
    containers: ["ΜΕΡΟΣ Α΄", "ΜΕΡΟΣ Β"],
    units: ["Άρθρο 1", "Άρθρο 2", "Άρθρο 3", "Άρθρο 4", "Άρθρο 5"],
  },
  {
    rule: "the article before a name is no letter numeral",
    text: "ΛΕΜΒΟΙ\n\nΆρθρο 1\n\nΟ λέμβος πλέει.\n\nΚεφάλαιο Η εταιρεία πληρώνει\n\nΆρθρο 2\n\nΤο τέλος είναι μικρό.\n",
    containers: [],
    units: ["Άρθρο 1", "Άρθρο 2"],
  },
];

const GROUPS: Readonly<Record<string, readonly Case[]>> = {
  "chapters with a Greek letter numeral": GREEK,
};

for (const [name, cases] of Object.entries(GROUPS)) {
  describe(name, () => {
    for (const { rule, text, containers, units } of cases) {
      test(rule, () => {
        const result = markDocument(Buffer.from(text), { maxUnits: 100 });
        assert.ok(result.ok, JSON.stringify(result));
        assert.deepEqual(
          [...result.value.containers].map(({ label }) => label),
          containers,
        );
        assert.deepEqual(
          [...result.value.units].map(({ label }) => label),
          units,
        );
      });
    }
  });
}
