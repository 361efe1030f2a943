import { describe } from "node:test";
import { paragraphs, testKinds } from "../support/cut-kinds.ts";

const TEXT = "The ferry sails at dawn, and it comes back when the lamp on the pier is lit.";

function lay(number: string): string {
  const sections = ["1 Title", "2 Fees", "3 Fines"].flatMap((head) => [head, `(1) ${TEXT}`, `(2) ${TEXT}`]);
  return paragraphs("Ferries Act 1991", number, "An Act about ferries.", "Part I\nFerries", ...sections);
}

describe("the number of an act in the acts of its year is no unit", () => {
  testKinds(
    ["1991 CHAPTER 41", "1991 c. 41", "2014 No. 1686", "2014 No. 1686 (W. 12)", "2003 asp 3"].map(
      (number) => ({
        rule: number,
        text: lay(number),
        units: ["1 = Title", "2 = Fees", "3 = Fines"],
      }),
    ),
  );
});
