import { describe } from "node:test";
import { paragraphs, testUnits } from "../support/cut-kinds.ts";

const TEXT = "Đèn được thắp khi trời tối.";
const UNITS = [1, 2, 3, 4, 5, 6].map((number) => `Điều ${number}`);

/** Articles in bold type, some of which are printed as `broken`. */
function withBroken(broken: string): string {
  return paragraphs(
    "# Luật đèn",
    ...UNITS.flatMap((name, index) => [
      index % 2 === 0 ? `**${name}. Thắp đèn**` : broken.replace("N", String(index + 1)),
      TEXT,
    ]),
  );
}

const BROKEN: Readonly<Record<string, string>> = {
  "between word and number": "**Điều** **N.** **Thắp đèn**",
  "with the title in the second run": "**Điều** **N. Thắp đèn**",
  "with the number in none": "**Điều** N. **Thắp đèn**",
  "behind the space": "**Điều **N. Thắp đèn",
  "inside the word": "**Đ**iều N. Thắp đèn",
  "in italics behind it": "**Điều** *N.* Thắp đèn",
  underscored: "__Điều__ __N.__ __Thắp đèn__",
  "bold and italic": "***Điều*** ***N.*** ***Thắp đèn***",
};

describe("runs of bold type that end inside the name (P-181)", () => {
  testUnits(
    Object.entries(BROKEN).map(([rule, broken]) => ({ rule, text: withBroken(broken), units: UNITS })),
  );
});
