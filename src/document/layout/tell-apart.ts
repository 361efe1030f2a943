import { type Rows, rowAt } from "../../collections/rows.ts";
import type { DocumentWarning } from "../../domain/plan.ts";
import { isCodified } from "../readings/find-codified.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";
import { numberSlug } from "./address.ts";
import type { SplitPlace } from "./place-splits.ts";

/** The heads of the units, and the place in which each stands. */
export interface PlacedUnits {
  readonly heads: Rows<UnitHeading>;
  readonly places: readonly SplitPlace[];
  /** True where the file itself sets each unit apart, by an element of its own. */
  readonly areGiven?: true;
}

/** How a unit is told from one with the same name. */
interface ToldApart {
  readonly address: string;
  readonly code: "SECOND_WORDING" | "REPEATED_NUMBER";
  readonly why: string;
}

/** More units of one name are no kept history and no misprints but a fault. */
const MAX_TIMES = 9;
/** In a document with fewer units a repeated name is always a duplicate: there is too little text to explain it. */
const MIN_UNITS_TO_EXPLAIN = 10;

/** The address of a repeated name that the text itself explains, or null for a plain duplicate. */
export function tellApart(
  units: PlacedUnits,
  index: number,
  found: {
    readonly taken: ReadonlyMap<string, number>;
    readonly address: string;
    readonly everywhere: boolean;
  },
): ToldApart | null {
  const { taken, address, everywhere } = found;
  const { heads } = units;
  if (heads.length < MIN_UNITS_TO_EXPLAIN) return null;
  if (isWording(units, index)) {
    const wording = numbered(`${address}/WORDING-`, taken);
    const why = "it stands twice in a row and is kept as a second wording";
    return wording === null ? null : { address: wording, code: "SECOND_WORDING", why };
  }
  if (units.areGiven === true || isCodified(rowAt(heads, index))) {
    const again = numbered(`${address}/AGAIN-`, taken);
    const why = units.areGiven
      ? "the file gives both as units"
      : "a codification gives each number to one article: probably a misprint";
    return again === null ? null : { address: again, code: "REPEATED_NUMBER", why };
  }
  if (everywhere) return null;
  const before = index === 0 ? undefined : heads.at(index - 1);
  const after = heads.at(index + 1);
  if (before === undefined || after === undefined || before.value.length !== 1 || after.value.length !== 1)
    return null;
  if ((after.value[0] ?? 0) - (before.value[0] ?? 0) !== 2) return null;
  const apart = `${address}/AFTER-${numberSlug(before.key)}`;
  const why = "it stands where another number is missing: probably a misprint";
  return taken.has(apart) ? null : { address: apart, code: "REPEATED_NUMBER", why };
}

/** The address with the first number from 2 on that is free, or null. */
function numbered(start: string, taken: ReadonlyMap<string, number>): string | null {
  for (let count = 2; count <= MAX_TIMES; count++)
    if (!taken.has(`${start}${count}`)) return `${start}${count}`;
  return null;
}

/**
 * True where the unit has the same printed heading as the unit before it in the same container: the publisher kept two wordings of one
 * article.
 */
function isWording({ heads, places }: PlacedUnits, index: number): boolean {
  const before = index === 0 ? undefined : heads.at(index - 1);
  if (before === undefined) return false;
  return (
    before.heading.raw === rowAt(heads, index).heading.raw &&
    places[index - 1]?.containers === places[index]?.containers
  );
}

/** The warning about a repeated name that was told apart from the first. */
export function warnRepeat(head: UnitHeading, apart: ToldApart, first: UnitHeading): DocumentWarning {
  return {
    code: apart.code,
    line: head.heading.lineNumber,
    message: `${head.label} stands at line ${first.heading.lineNumber} too; ${apart.why}, as ${apart.address}`,
  };
}
