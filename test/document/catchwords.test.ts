import { describe } from "node:test";
import { paragraphs, testKinds, testUnits } from "../support/cut-kinds.ts";

const TEXT = "(1) Penjaga lampu mencatat lampu yang menyala.";
const pasal = (...numbers: readonly number[]) =>
  numbers.map((number) => `Pasal ${number}\n${TEXT}`).join("\n");

describe("catchwords at the foot of a page", () => {
  testKinds([
    {
      rule: "are no units below the number of the page",
      text: paragraphs(`BAB I\nLAMPU\n${pasal(1, 2)}`, "- 2 -", `Pasal 3 . . .\n${pasal(3, 4)}`),
      units: ["Pasal 1", "Pasal 2", "Pasal 3", "Pasal 4"],
      convention: "id-pasal",
    },
    {
      rule: "are no units before the number of the page and its printed head",
      text: paragraphs(pasal(1, 2), "Pasal 3 . . .", "- 2 -", "PENJAGA LAMPU\nNEGERI LAMPU", pasal(3, 4)),
      units: ["Pasal 1", "Pasal 2", "Pasal 3", "Pasal 4"],
      convention: "id-pasal",
    },
    {
      rule: "with the words of a paragraph are text",
      text: paragraphs(
        `${pasal(1, 2)}\n(2) Setiap . . .`,
        "- 2 -",
        `(2) Setiap lampu bernomor.\n${pasal(3, 4)}`,
      ),
      units: ["Pasal 1", "Pasal 2", "Pasal 3", "Pasal 4"],
      convention: "id-pasal",
    },
    {
      rule: "a name with dots that does not stand again is a unit",
      text: paragraphs(pasal(1, 2), "Pasal 3 . . .", pasal(4, 5)),
      units: ["Pasal 1", "Pasal 2", "Pasal 3", "Pasal 4", "Pasal 5"],
      convention: "id-pasal",
    },
  ]);
  testUnits([
    {
      rule: "name a chapter once, and an article that begins below a chapter",
      text: paragraphs(
        `BAB I\nLAMPU\n${pasal(1, 2)}`,
        "BAB II . . .",
        "- 2 -",
        `BAB II\nPENJAGA\n${pasal(3, 4)}`,
        "- 3 -",
        `Pasal 5 . . .\nBAB III\nPENUTUP\n${pasal(5, 6)}`,
      ),
      units: [1, 2, 3, 4, 5, 6].map((number) => `Pasal ${number}`),
      containers: ["BAB I", "BAB II", "BAB III"],
    },
  ]);
});
