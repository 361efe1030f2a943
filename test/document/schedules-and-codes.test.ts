import { describe } from "node:test";
import { paragraphs, testKinds, testUnits } from "../support/cut-kinds.ts";

const CONTRACT = [
  "CONTRACT OF HIRE",
  "1. Hire\nThe owner lets the boat to the hirer\nfor the summer.",
  "2. Price\nThe hirer pays every month.",
  "3. End\nThe contract ends in autumn.",
];
const CLAUSES = ["1", "2", "3", "1", "2"];

/** The contract with clauses of a further part behind it. */
function withPart(head: string): readonly string[] {
  return [...CONTRACT, head, "1. Oars\nTwo oars of ash, each with\na leather.", "2. Sails\nOne sail."];
}

describe("clauses that begin again in a schedule (P-173)", () => {
  testUnits([
    {
      rule: "without blank lines",
      text: `${withPart("SCHEDULE 1\nTHE BOAT").join("\n")}\n`,
      units: CLAUSES,
      containers: ["SCHEDULE 1"],
    },
    {
      rule: "with blank lines, the name of the schedule right below its number",
      text: paragraphs(...withPart("SCHEDULE 1\nTHE BOAT")),
      units: CLAUSES,
      containers: ["SCHEDULE 1"],
    },
    {
      rule: "behind a German annex",
      text: `${withPart("ANLAGE 1\nDAS BOOT").join("\n")}\n`,
      units: CLAUSES,
      containers: ["ANLAGE 1"],
    },
    {
      rule: "in a schedule without a number that is longer than the contract",
      text: `${[...withPart("SCHEDULE"), "3. Rope\nOne rope.", "4. Anchor\nOne anchor."].join("\n")}\n`,
      units: [...CLAUSES, "3", "4"],
      containers: ["SCHEDULE"],
    },
  ]);
});

describe("schedules with clauses of the same titles", () => {
  const lay = (texts: readonly string[], isCoded: boolean) =>
    texts.map(
      (text, index) =>
        `${index + 1}. ${["OARS", "SAILS", "ROPES"][index]}${isCoded ? `\n\n${index + 1}.1 ` : "\n"}${text}`,
    );
  const boat = [
    "The oars of the boat are made of ash.",
    "The sails lie in the shed all winter.",
    "The ropes are coiled on the deck of the boat.",
  ];
  const cart = [
    "The cart that stands on the quay has none.",
    "The cart needs no sail on the way home.",
    "The ropes tie the load to the cart.",
  ];
  testUnits([
    {
      rule: "with clauses below their numbers",
      text: paragraphs(
        ...[
          ...CONTRACT.slice(0, 1),
          "1. HIRE",
          "1.1 The owner lets the boat to the hirer for one summer.",
          "2. PRICE",
        ],
        ...["2.1 The hirer pays the owner the price of every month.", "3. END"],
        ...["3.1 The contract ends when the boat is laid up in autumn.", "Schedule 1", "Boat"],
        ...lay(boat, true),
        ...["Schedule 2", "Cart", ...lay(cart, true)],
      ),
      units: ["1", "2", "3", "1", "2", "3", "1", "2", "3"],
      containers: ["Schedule 1", "Schedule 2"],
    },
    {
      rule: "with text on the next line",
      text: `${[...CONTRACT, "Schedule 1", "Boat", ...lay(boat, false), "Schedule 2", "Cart", ...lay(cart, false)].join("\n")}\n`,
      units: ["1", "2", "3", "1", "2", "3", "1", "2", "3"],
      containers: ["Schedule 1", "Schedule 2"],
    },
  ]);
});

/** Sections with a title and a text of their own. */
function sections(names: readonly string[], between = " "): string {
  return paragraphs(...names.map((name) => `${name}${between}Title\n\nThe text of ${name}.`));
}

describe("numbers of codes that are no gaps (P-185)", () => {
  const sign = { convention: "paragraph-sign" } as const;
  testKinds([
    {
      rule: "a range that is reserved",
      text: paragraphs(
        ...["§ 12.1 Aim", "A.", "§ 12.2 Scope", "B.", "§§ 12.3-12.9 [Reserved]", "§ 12.10 Fees", "C."],
      ),
      units: ["§ 12.1 = Aim", "§ 12.2 = Scope", "§§ 12.3-12.9 = [Reserved]", "§ 12.10 = Fees"],
      ...sign,
    },
    {
      rule: "a range with hyphens in its numbers",
      text: paragraphs(...["Sec. 2-33. Aim", "A.", "Secs. 2-34—2-50. Reserved.", "Sec. 2-51. Fees", "B."]),
      units: ["Sec. 2-33 = Aim", "Secs. 2-34—2-50", "Sec. 2-51 = Fees"],
      convention: "en-section",
    },
    {
      rule: "a fourth decimal behind three",
      text: paragraphs(
        ...["1.001", "1.0015", "1.002", "1.003", "1.0031", "1.0032"].map((at) => `Sec. ${at}. NAME. Text.`),
      ),
      units: ["1.001", "1.0015", "1.002", "1.003", "1.0031", "1.0032"].map((at) => `Sec. ${at}`),
      convention: "en-section",
    },
    {
      rule: "a half between two numbers",
      text: sections(["Section 1.", "Section 2.", "Section 2.5.", "Section 3."]),
      units: ["Section 1", "Section 2", "Section 2.5", "Section 3"].map((name) => `${name} = Title`),
      convention: "en-section",
    },
    {
      rule: "sections that count on by hundreds",
      text: sections(["Section 1.", "Section 2.", "Section 101.", "Section 102.", "Section 201."]),
      units: ["1", "2", "101", "102", "201"].map((number) => `Section ${number} = Title`),
      convention: "en-section",
    },
    {
      rule: "codified numbers behind the letters of the code",
      text: sections(["RCW 9A.04.010", "RCW 9A.04.020", "RCW 9A.04.030"]),
      units: ["RCW 9A.04.010", "RCW 9A.04.020", "RCW 9A.04.030"].map((name) => `${name} = Title`),
      convention: "en-code",
    },
    {
      rule: "Greek ordinals",
      text: paragraphs(
        ...["ΑΡΘΡΟ 1ο", "Κείμενο εδώ.", "ΑΡΘΡΟ 2ο", "Κείμενο εδώ.", "ΑΡΘΡΟ 3ο", "Κείμενο εδώ."],
      ),
      units: ["ΑΡΘΡΟ 1ο", "ΑΡΘΡΟ 2ο", "ΑΡΘΡΟ 3ο"],
      convention: "el-arthro",
    },
    {
      rule: "Greek ordinals of the older language",
      text: paragraphs(
        ...["Άρθρον 1ον", "Κείμενο εδώ.", "Άρθρον 2ον", "Κείμενο εδώ.", "Άρθρον 3ον", "Κείμενο εδώ."],
      ),
      units: ["Άρθρον 1ον", "Άρθρον 2ον", "Άρθρον 3ον"],
      convention: "el-arthro",
    },
  ]);
});
