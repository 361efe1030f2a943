import type { Rows } from "../collections/rows.ts";
import type { DocumentWarning } from "../domain/plan.ts";
import type { Drop } from "../domain/source-reading.ts";
import { type Designator, readDesignator } from "./names/designator.ts";
import { foldText } from "./names/fold-text.ts";

const MOST_TOLD = 5;
/** In a note, a name that a sentence goes on with is that of a unit which the note cites: `Article 5 of the Treaty`. */
const GOES_ON = /^[,;]? ?\p{Ll}/u;

/**
 * Tells of what is left out under a name and begins like a unit that the cut does not have. Contents and navigation name the units that stand in the
 * document, so that a name which a unit has tells of no loss.
 */
export function tellNamesLeftOut(
  dropped: readonly Drop[],
  units: Rows<{ readonly label: string }>,
): readonly DocumentWarning[] {
  if (!dropped.some(({ begins }) => begins !== undefined)) return [];
  const names = new Set<string>();
  const words = new Set<string>();
  for (const { label } of units) {
    const named = readDesignator(foldText(label));
    if (named === null) continue;
    names.add(keyOf(named));
    words.add(named.row.address);
  }
  return dropped.flatMap(({ element, reason, begins = [] }) => {
    const left = new Set<string>();
    for (const begin of begins) {
      const text = foldText(begin);
      const named = readDesignator(text);
      if (named === null || names.has(keyOf(named))) continue;
      if (units.length > 0 && !words.has(named.row.address)) continue;
      if ((reason === "note" || reason === "editorial") && GOES_ON.test(text.slice(named.end))) continue;
      left.add(text.slice(named.start, named.end));
    }
    return left.size === 0 ? [] : [warningOf(element, [...left])];
  });
}

function keyOf({ row, number }: Designator): string {
  return `${row.address} ${number.value.join(".")}`;
}

function warningOf(element: string, names: readonly string[]): DocumentWarning {
  const rest = names.length - MOST_TOLD;
  const told = names.slice(0, MOST_TOLD).join(", ");
  const more = rest > 0 ? `, and ${rest} more` : "";
  return {
    code: "NAME_LEFT_OUT",
    line: 1,
    message: `what is left out as ${element} begins like a unit: ${told}${more}`,
  };
}
