import { MappedRows } from "../../collections/mapped-rows.ts";
import { type Rows, rowAt } from "../../collections/rows.ts";
import type { DocumentWarning } from "../../domain/plan.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { Heading } from "../headings/heading.ts";
import type { Reading, UnitHeading } from "../readings/unit-heading.ts";
import { addressUnits, type PlacedUnit, type UnitAddress } from "./address-units.ts";
import { type CutInput, type CutSource, cutSource } from "./cut-source.ts";
import { type Split, splitHeadings } from "./outline-splits.ts";
import { placeSplits, type SplitPlace } from "./place-splits.ts";
import { refuseAddress } from "./refuse-address.ts";
import { warnAbout, warnAboutOthers } from "./warn.ts";

/** The cut source with its warnings. */
export interface Layout extends CutSource {
  readonly warnings: readonly DocumentWarning[];
}

export interface LayoutInput extends Pick<CutInput, "scanned" | "excluded"> {
  readonly headings: Rows<Heading>;
  readonly reading: Reading;
  readonly heads: Rows<UnitHeading>;
  /** Lines that hold the title of a unit. */
  readonly titleLines: ReadonlySet<number>;
  /** True for a unit that is to be left out. */
  readonly isExcluded: (head: UnitHeading) => boolean;
}

/** Cuts the source at its headings: every byte belongs to one region, every unit has its address. */
export function layOut(input: LayoutInput): Result<Layout> {
  const { scanned, excluded, reading } = input;
  const units = placeUnits(input);
  const addressed = addressUnits(units, reading.id === "outline");
  if (!addressed.ok) return refused(addressed.refusal);
  const { addresses } = addressed.value;
  const invalid = firstInvalid(units, addresses);
  if (invalid !== null) return refused(invalid);
  const cut = cutSource({ scanned, splits: splitsOf(input), units, addresses, excluded });
  const warnings = [...addressed.value.warnings, ...warnAbout(units), ...warnAboutOthers(splitsOf(input))];
  return accepted({ ...cut, warnings: warnings.toSorted((a, b) => a.line - b.line) });
}

function splitsOf({ headings, heads, titleLines, reading }: LayoutInput): Iterable<Split> {
  return splitHeadings({
    headings,
    heads,
    titleLines,
    holders: new Set(reading.holders),
    isOutline: reading.id === "outline",
  });
}

/** The units that are not left out, each with its place. */
function placeUnits(input: LayoutInput): Rows<PlacedUnit> {
  const kept: number[] = [];
  const places: SplitPlace[] = [];
  let position = 0;
  for (const [split, place] of placeSplits(splitsOf(input))) {
    if (split.role !== "unit") continue;
    if (!input.isExcluded(split.head)) {
      kept.push(position);
      places.push(place);
    }
    position++;
  }
  return new MappedRows(kept, (head, index) => ({
    head: rowAt(input.heads, head),
    place: rowAt(places, index),
  }));
}

function firstInvalid(units: Iterable<PlacedUnit>, addresses: Rows<UnitAddress>): Refusal | null {
  let index = 0;
  for (const { head } of units) {
    const { address } = rowAt(addresses, index++);
    const cause = refuseAddress(address, head.heading.lineNumber);
    if (cause !== null) return cause;
  }
  return null;
}
