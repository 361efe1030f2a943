import { describe } from "node:test";
import { paragraphs, testUnits } from "../support/cut-kinds.ts";

const TEXT = "Rada szkoły uchwala regulamin i ogłasza go na tablicy.";
const FIVE = [1, 2, 3, 4, 5];

/** Articles with three paragraphs each, the first on the line of the name. */
function articles(name: (number: number) => string): readonly string[] {
  return FIVE.flatMap((number) => [`${name(number)}§ 1. ${TEXT}`, `§ 2. ${TEXT}`, `§ 3. ${TEXT}`]);
}

describe("the first paragraph on the line of its article (P-159)", () => {
  const names = FIVE.map((number) => `Art. ${number}`);
  testUnits([
    {
      rule: "a Polish code",
      text: paragraphs("USTAWA", ...articles((number) => `Art. ${number}. `)),
      units: names,
    },
    {
      rule: "without blank lines",
      text: `USTAWA\n${articles((number) => `Art. ${number}. `).join("\n")}\n`,
      units: names,
    },
    {
      rule: "in bold type",
      text: paragraphs("# Ustawa", ...articles((number) => `**Art. ${number}.** `)),
      units: names,
    },
    {
      rule: "canons, below a book",
      text: paragraphs("LIBER I", ...articles((number) => `Can. ${number} `)),
      units: FIVE.map((number) => `Can. ${number}`),
      containers: ["LIBER I"],
    },
    {
      rule: "canons in Polish, hard-wrapped",
      text: `KSIĘGA I\n${articles((number) => `Kan. ${number} `)
        .join("\n")
        .replaceAll(" i ", "\ni ")}\n`,
      units: FIVE.map((number) => `Kan. ${number}`),
    },
    {
      rule: "numbers of articles on their own lines, one of which has no paragraphs",
      text: paragraphs(
        ...["KODEKS", `Art. 1.\n§ 1. ${TEXT}\n§ 2. ${TEXT}`, `Art. 2.\n§ 1. ${TEXT}\n§ 2. ${TEXT}`],
        ...[`Art. 3.\n${TEXT}`, `Art. 4.\n§ 1. ${TEXT}\n§ 2. ${TEXT}`],
      ),
      units: ["Art. 1", "Art. 2", "Art. 3", "Art. 4"],
    },
  ]);
});
