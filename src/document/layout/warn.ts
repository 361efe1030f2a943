import type { DocumentWarning } from "../../domain/plan.ts";
import { hasInvisible } from "../names/fold-text.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";
import type { Split } from "./outline-splits.ts";

const MIXED =
  /\p{Script=Latin}.*\p{Script=Cyrillic}|\p{Script=Cyrillic}.*\p{Script=Latin}|\p{Script=Latin}.*\p{Script=Greek}|\p{Script=Greek}.*\p{Script=Latin}/u;

/** What a reader should look at in the names: characters that cannot be seen, mixed alphabets. */
export function warnAbout(heads: Iterable<UnitHeading>): readonly DocumentWarning[] {
  const warnings: DocumentWarning[] = [];
  for (const head of heads) {
    const line = head.heading.lineNumber;
    if (hasInvisible(head.heading.raw)) {
      warnings.push(unseenIn(line, "; the address leaves them out"));
    }
    const word = head.label.split(" ")[0] ?? "";
    if (MIXED.test(word)) {
      warnings.push({
        code: "MIXED_ALPHABETS",
        line,
        message: `"${word}" mixes letters of two alphabets that look alike`,
      });
    }
  }
  return warnings;
}

/** A warning about characters that cannot be seen in a heading that begins no unit, or null. */
export function warnAboutOther({ role, heading }: Split): DocumentWarning | null {
  return role !== "unit" && hasInvisible(heading.raw) ? unseenIn(heading.lineNumber, "") : null;
}

function unseenIn(line: number, more: string): DocumentWarning {
  const message = `the heading holds characters that cannot be seen${more}`;
  return { code: "INVISIBLE_CHARACTER", line, message };
}
