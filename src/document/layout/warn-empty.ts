import type { Rows } from "../../collections/rows.ts";
import type { DocumentWarning, MarkedUnit } from "../../domain/plan.ts";
import { holdsSign, unitsWithoutText } from "./units-without-text.ts";

const MOST_NAMED = 10;
/** From here on, a sign in the place of each text is no longer the publisher's habit. */
const MUCH = { units: 3, share: 0.1 };

/**
 * One warning that counts the units without a text and names the first of them, at the line of the first. None where every unit has one,
 * or where a few hold a dash or dots in its place, as publishers print them.
 */
export function warnAboutEmpty(
  units: Rows<MarkedUnit>,
  source: Uint8Array,
  convention: string,
): readonly DocumentWarning[] {
  let [count, lost] = [0, 0];
  const named: MarkedUnit[] = [];
  for (const unit of unitsWithoutText(units, source, convention)) {
    count++;
    if (!holdsSign(unit, source)) lost++;
    if (named.length < MOST_NAMED) named.push(unit);
  }
  const [first] = named;
  const isMuch = count >= MUCH.units && count >= MUCH.share * units.length;
  if (first === undefined || (lost === 0 && !isMuch)) return [];
  const names = named.map(({ label, line }) => `${label} (line ${line})`).join(", ");
  const more = count > named.length ? `, and ${count - named.length} more` : "";
  const message = `${count} of ${units.length} units have no text below their heading: ${names}${more}`;
  return [{ code: "UNITS_WITHOUT_TEXT", line: first.line, message }];
}
