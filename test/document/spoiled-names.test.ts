import { describe } from "node:test";
import { testUnits } from "../support/cut-kinds.ts";

/** A section on wrapped lines, as a scan gives it. */
function wrapped(name: string): string {
  return `${name}. The keeper of the lamps writes down which\nof them is lit, and puts each of them out at\ndawn. See 3 more of them below.\n`;
}

function act(...names: readonly string[]): string {
  return `AN ACT ON LAMPS.\n\n${names.map(wrapped).join("\n")}`;
}

const KINDS: Readonly<Record<string, readonly string[]>> = {
  "a letter for another one, a comma for the stop, and a letter for a nought": [
    ..."123456789"
      .split("")
      .map((number) => `${number === "3" ? "See." : number === "7" ? "Sec," : "Sec."} ${number}`),
    "Sec. 1O",
    "Soc. 11",
    "Sec. 12",
  ],
  "a whole word": ["Article 1", "Articie 2", "Article 3", "Artiele 4", "Article 5"],
};

describe("names that a scan spoiled, where their number is missing (P-179)", () => {
  testUnits([
    ...Object.entries(KINDS).map(([rule, units]) => ({ rule, text: act(...units), units })),
    {
      rule: "a word that looks like a name is none where its number is there",
      text: `${act("Sec. 1", "Sec. 2")}\nSee. 2. The book of the lamps.\n\n${act("Sec. 3")}`,
      units: ["Sec. 1", "Sec. 2", "Sec. 3"],
    },
  ]);
});
