import { describe } from "node:test";
import { paragraphs, testKinds } from "../support/cut-kinds.ts";

const TEXTS = [
  "This act binds every person who keeps a ferry on the strait, or who sails on one.",
  "The keeper of a ferry is the person who holds the licence of the harbour for it.",
  "A passenger pays the fare at the pier before the ferry leaves, and keeps the ticket.",
  "The council sets the fares for the summer and for the winter after it has heard the keepers.",
];
const TITLES = ["Scope", "Keepers", "Fares", "Tariff"];

/** A heading with a title above every text. */
function lay(numbers: readonly string[], opens: string): string {
  return paragraphs(
    "# Ferries Act",
    ...numbers.flatMap((number, index) => [`#### ${TITLES[index]}`, `${number} ${opens}${TEXTS[index]}`]),
  );
}

const bold = (numbers: readonly string[]) => numbers.map((number) => `**${number}**`);

describe("headings without numbers, each directly above a number that counts", () => {
  testKinds([
    {
      rule: "numbers in bold type, with one inserted",
      text: lay(bold(["1", "2", "2.1", "3"]), "(1) "),
      units: ["1 = Scope", "2 = Keepers", "2.1 = Fares", "3 = Tariff"],
    },
    {
      rule: "numbers in bold type before one paragraph",
      text: lay(bold(["1", "2", "3", "4"]), ""),
      units: ["1 = Scope", "2 = Keepers", "3 = Fares", "4 = Tariff"],
    },
    {
      rule: "plain numbers",
      text: lay(["1.", "2.", "3.", "4."], ""),
      units: ["1 = Scope", "2 = Keepers", "3 = Fares", "4 = Tariff"],
    },
    {
      rule: "below headings of groups",
      text: lay(bold(["1", "2", "3", "4"]), "(1) ").replace("#### Fares", "## Money\n\n#### Fares"),
      units: ["1 = Scope", "2 = Keepers", "3 = Fares", "4 = Tariff"],
    },
    {
      rule: "numbers that begin again below each heading are its list",
      text: lay(bold(["1", "1", "1", "1"]), ""),
      units: TITLES,
      convention: "outline",
    },
    {
      rule: "numbers below few of the headings are lists",
      text: `${lay(bold(["1", "2", "3"]), "")}\n${TITLES.map((title) => `#### ${title} by night\n\n${TEXTS[0]}`).join("\n\n")}\n`,
      units: [...TITLES.slice(0, 3), ...TITLES.map((title) => `${title} by night`)],
      convention: "outline",
    },
  ]);
});
