import type { Rows } from "../../collections/rows.ts";
import type { DocumentWarning } from "../../domain/plan.ts";
import { hasInvisible } from "../names/fold-text.ts";
import type { Reading } from "../readings/unit-heading.ts";
import type { PlacedUnit, UnitAddress } from "./address-units.ts";
import type { Split } from "./outline-splits.ts";

const MIXED =
  /\p{Script=Latin}.*\p{Script=Cyrillic}|\p{Script=Cyrillic}.*\p{Script=Latin}|\p{Script=Latin}.*\p{Script=Greek}|\p{Script=Greek}.*\p{Script=Latin}/u;
/** Further gaps are counted in one warning. */
const MAX_GAPS = 200;

/** What a reader should look at: gaps and steps back in the numbering, characters that cannot be seen, mixed alphabets. */
export function warnAbout(
  units: Iterable<PlacedUnit>,
  addresses: Rows<UnitAddress>,
  reading: Reading,
): readonly DocumentWarning[] {
  const warnings: DocumentWarning[] = [];
  /** By scope, the number of the last unit, and the number that it may reach: `Art. 5-7` is either one number or a range. */
  const last = new Map<string, { readonly number: number; readonly reach: number }>();
  let gaps = 0;
  let index = 0;
  for (const { head } of units) {
    const address = addresses.at(index++);
    const line = head.heading.line + 1;
    const scope = address?.parent ?? address?.scope ?? "";
    const { value } = head;
    const number = value[0];
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
    if (number === undefined || reading.id === "outline") continue;
    const previous = last.get(scope);
    last.set(scope, {
      number: head.through ?? number,
      reach: (value.length === 2 ? value[1] : undefined) ?? number,
    });
    if (previous === undefined) continue;
    if (number > previous.number + 1 && number !== previous.reach + 1 && ++gaps <= MAX_GAPS) {
      warnings.push({
        code: "NUMBER_GAP",
        line,
        message: `${head.label} follows number ${previous.number}: the numbers between are missing`,
      });
    } else if (number < previous.number) {
      warnings.push({
        code: "NUMBER_STEPS_BACK",
        line,
        message: `${head.label} follows number ${previous.number}`,
      });
    }
  }
  if (gaps > MAX_GAPS) {
    warnings.push({
      code: "NUMBER_GAPS",
      line: 1,
      message: `${gaps - MAX_GAPS} further gaps in the numbering are not listed`,
    });
  }
  return warnings;
}

/** Characters that cannot be seen in headings that begin no unit. */
export function warnAboutOthers(splits: Iterable<Split>): readonly DocumentWarning[] {
  const warnings: DocumentWarning[] = [];
  for (const { role, heading } of splits) {
    if (role !== "unit" && hasInvisible(heading.raw)) warnings.push(unseenIn(heading.line + 1, ""));
  }
  return warnings;
}

function unseenIn(line: number, more: string): DocumentWarning {
  const message = `the heading holds characters that cannot be seen${more}`;
  return { code: "INVISIBLE_CHARACTER", line, message };
}
