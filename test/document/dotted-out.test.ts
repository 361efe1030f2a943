import { describe } from "node:test";
import { paragraphs, testKinds } from "../support/cut-kinds.ts";

const TEXT = "(1)\tThe keeper of the lamps writes down which of them is lit.";
const DOTS = " . . . . . . . . . . . .";

describe("sections of which only the number is left (P-172)", () => {
  testKinds([
    {
      rule: "behind the mark of a commentary, before a part",
      text: paragraphs(
        "Part I\nLamps",
        `1\tLamps.\n${TEXT}`,
        `2\tWicks.\n${TEXT}`,
        `F3 3${DOTS}\nTextual Amendments\nF3 S. 3 repealed (1.4.1996) by 1995 c. 2, s. 9`,
        "Part II\nKeepers",
        `4\tKeepers.\n${TEXT}`,
        `X1 5 Pay.\n${TEXT}`,
      ),
      units: ["1 = Lamps", "2 = Wicks", "3", "4 = Keepers", "5 = Pay"],
    },
    {
      rule: "without that mark, below the line before",
      text: paragraphs(`1 Lamps.\n${TEXT}\n2${DOTS}\n3A${DOTS}`, `4 Keepers.\n${TEXT}`, `5 Pay.\n${TEXT}`),
      units: ["1 = Lamps", "2", "3A", "4 = Keepers", "5 = Pay"],
      warnings: ["NUMBER_GAP"],
    },
    {
      rule: "the blanks of a form are none",
      text: paragraphs(
        ...[1, 2, 3].map((number) => `Article ${number}. ${TEXT}`),
        "ANNEX\nForm",
        "1. ..............\n2. ..............\n3. ..............",
      ),
      units: ["Article 1", "Article 2", "Article 3"],
      convention: "article",
    },
    {
      rule: "behind a word",
      text: paragraphs(`Art. 1. ${TEXT}`, `Art. 2${DOTS}`, `Art. 3. ${TEXT}`),
      units: ["Art. 1", "Art. 2", "Art. 3"],
      convention: "art",
    },
  ]);
});
