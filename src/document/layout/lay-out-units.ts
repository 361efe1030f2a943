import { MappedRows } from "../../collections/mapped-rows.ts";
import { type Rows, rowAt } from "../../collections/rows.ts";
import type { DocumentWarning, MarkedUnit } from "../../domain/plan.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { Heading } from "../headings/heading.ts";
import type { Reading, UnitHeading } from "../readings/unit-heading.ts";
import { addressUnits, type UnitAddress } from "./address-units.ts";
import { type CutInput, type CutSource, cutSource } from "./cut-source.ts";
import { type FindOriginal, makeUnits } from "./make-units.ts";
import { type Split, splitHeadings } from "./outline-splits.ts";
import { placeSplits } from "./place-splits.ts";
import { isSoundAddress, refuseAddress } from "./refuse-address.ts";
import { warnAbout, warnAboutOther } from "./warn.ts";

/** The cut source with its units and warnings. */
export interface Layout extends Pick<CutSource, "containers" | "regions"> {
  readonly units: Rows<MarkedUnit>;
  readonly warnings: readonly DocumentWarning[];
}

export interface LayoutInput extends Omit<CutInput, "splits"> {
  readonly headings: Rows<Heading>;
  readonly reading: Reading;
  readonly heads: Rows<UnitHeading>;
  /** Lines of headings that are text of a unit: its title, or an entry of the contents in it. */
  readonly textLines: ReadonlySet<number>;
  readonly findOriginal: FindOriginal;
}

/** Cuts the source at its headings: every byte belongs to one region, every unit has its address. */
export function layOut(input: LayoutInput): Result<Layout> {
  const { scanned, reading } = input;
  const others: DocumentWarning[] = [];
  const cut = cutSource({ ...input, splits: placeSplits(watch(splitsOf(input), others)) });
  const heads =
    cut.kept.length === input.heads.length
      ? input.heads
      : new MappedRows(cut.kept, (head) => rowAt(input.heads, head));
  const addressed = addressUnits({ heads, places: cut.places }, reading.id === "outline");
  if (!addressed.ok) return refused(addressed.refusal);
  const { addresses } = addressed.value;
  const invalid = firstInvalid(heads, addresses);
  if (invalid !== null) return refused(invalid);
  const units = makeUnits(scanned, cut, { heads, addresses, findOriginal: input.findOriginal });
  const warnings = [...addressed.value.warnings, ...warnAbout(heads), ...others];
  return accepted({
    units,
    containers: cut.containers,
    regions: cut.regions,
    warnings: warnings.toSorted((a, b) => a.line - b.line),
  });
}

function splitsOf({ headings, heads, textLines, captions, reading }: LayoutInput): Iterable<Split> {
  return splitHeadings({
    headings,
    heads,
    textLines,
    captions,
    holders: new Set(reading.holders),
    isOutline: reading.id === "outline",
  });
}

/** Passes the splits on, and collects what a reader should look at in those that begin no unit. */
function* watch(splits: Iterable<Split>, warnings: DocumentWarning[]): Generator<Split> {
  for (const split of splits) {
    const warning = warnAboutOther(split);
    if (warning !== null) warnings.push(warning);
    yield split;
  }
}

/** Refuses the first address that the knowledge base would not take; null where it takes all. */
export function firstInvalid(heads: Rows<UnitHeading>, addresses: Rows<UnitAddress>): Refusal | null {
  let index = 0;
  for (const { address } of addresses) {
    if (!isSoundAddress(address)) return refuseAddress(address, rowAt(heads, index).heading.lineNumber);
    index++;
  }
  return null;
}
