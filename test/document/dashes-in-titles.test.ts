import { describe } from "node:test";
import { paragraphs, testKinds } from "../support/cut-kinds.ts";

const TEXT = "The keeper writes down which lamps are lit on the pier.";

describe("dashes without spaces in titles", () => {
  testKinds([
    {
      rule: "belong to a title that a stop ends, between words in capital letters",
      text: paragraphs(
        `4.12.010 Lamps.\n${TEXT}`,
        `4.12.020 Violation—Penalty.\n${TEXT}`,
        `4.12.030 License—Suspension or Revocation—Appeal.\n${TEXT}`,
        `4.12.040 Oil—Fees. ${TEXT}`,
      ),
      units: [
        "4.12.010 = Lamps",
        "4.12.020 = Violation—Penalty",
        "4.12.030 = License—Suspension or Revocation—Appeal",
        "4.12.040 = Oil—Fees.",
      ],
    },
    {
      rule: "end a title before a sentence",
      text: paragraphs(
        `Section 1. Lamps—${TEXT}`,
        "Section 2. Wicks—Keepers trim every wick. They do so at dusk.",
        `Section 3. Oil.—${TEXT}`,
      ),
      units: ["Section 1 = Lamps", "Section 2 = Wicks", "Section 3 = Oil"],
      convention: "en-section",
    },
  ]);
});
