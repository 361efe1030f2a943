import type { Rows } from "../../collections/rows.ts";
import type { MarkedDocument, PlannedUnit } from "../../domain/plan.ts";
import { unitsWithoutText } from "../layout/units-without-text.ts";
import { readDesignator } from "../names/designator.ts";
import { foldText } from "../names/fold-text.ts";
import { readHanNumber, readOutlineNumber } from "../names/outline-number.ts";

/** A unit as it is listed for people, before or after the plan has hashed its body. */
export type ListedUnit = Omit<PlannedUnit, "contentHash">;

/** What a summary is made of: a marked document, or its plan with the regions and warnings that it was made from. */
export interface ListedCut extends Pick<MarkedDocument, "convention" | "regions" | "warnings"> {
  readonly units: Rows<ListedUnit>;
}

/** How many units are so, and the first `MOST_NAMED` of them. */
export interface UnitSample {
  readonly count: number;
  readonly named: readonly ListedUnit[];
}

/** What a person looks at first to say whether a document was cut rightly. */
export interface CutSummary {
  readonly count: number;
  readonly first: ListedUnit | null;
  readonly last: ListedUnit | null;
  /** The highest number that a unit bears, its first part where it has several, and the first such unit; null where none bears one. */
  readonly highest: { readonly number: number; readonly unit: ListedUnit } | null;
  /** The longest units by bytes, longest first. */
  readonly longest: readonly ListedUnit[];
  /** The shortest units by bytes, shortest first. */
  readonly shortest: readonly ListedUnit[];
  /** Bytes of the unit in the middle, by length. */
  readonly medianBytes: number;
  /** Units without a text beyond their heading; neither repealed ones nor those whose text stands in units below them. */
  readonly empty: UnitSample;
  readonly repealed: UnitSample;
  /** Units at whose line a warning about the number stands. */
  readonly oddlyNumbered: UnitSample;
  /** Bytes of the source that belong to no unit. */
  readonly bytesOutside: number;
}

const MOST_NAMED = 20;
const MOST_RANKED = 3;

/** Counts the units of a cut and finds those that stand out; `source` is the whole document. Linear in its size. */
export function summarizeCut(cut: ListedCut, source: Uint8Array): CutSummary {
  const { units, regions, warnings, convention } = cut;
  const oddLines = new Set(
    warnings.filter(({ code }) => code.startsWith("NUMBER_")).map((warning) => warning.line),
  );
  const lengths = new Float64Array(units.length);
  const samples = { empty: new Sample(), repealed: new Sample(), odd: new Sample() };
  const longest = new Ranking((unit) => -lengthOf(unit));
  const shortest = new Ranking(lengthOf);
  let highest: CutSummary["highest"] = null;
  let index = 0;
  for (const unit of units) {
    lengths[index++] = lengthOf(unit);
    longest.offer(unit);
    shortest.offer(unit);
    const number = numberOf(unit.label);
    if (number !== null && number > (highest?.number ?? -1)) highest = { number, unit };
    if (unit.repealed) samples.repealed.add(unit);
    if (oddLines.has(unit.line)) samples.odd.add(unit);
  }
  for (const unit of unitsWithoutText(units, source, convention)) samples.empty.add(unit);
  let bytesOutside = 0;
  for (const { role, startByte, endByte } of regions)
    if (role !== "unit") bytesOutside += endByte - startByte;
  return {
    count: units.length,
    first: units.at(0) ?? null,
    last: units.at(-1) ?? null,
    highest,
    longest: longest.ranked,
    shortest: shortest.ranked,
    medianBytes: lengths.sort()[lengths.length >> 1] ?? 0,
    empty: samples.empty,
    repealed: samples.repealed,
    oddlyNumbered: samples.odd,
    bytesOutside,
  };
}

function lengthOf({ startByte, endByte }: ListedUnit): number {
  return endByte - startByte;
}

/** The first part of the number in a unit's printed name, or null. */
function numberOf(label: string): number | null {
  const text = foldText(label);
  const number =
    readDesignator(text)?.number ??
    readOutlineNumber(text)?.number ??
    // The label of a Chinese unit (`一`, `第十三`) stands without the mark that makes it a number.
    readHanNumber(`${text}、`)?.number;
  return number?.value[0] ?? null;
}

class Sample implements UnitSample {
  count = 0;
  readonly named: ListedUnit[] = [];

  add(unit: ListedUnit): void {
    this.count++;
    if (this.named.length < MOST_NAMED) this.named.push(unit);
  }
}

/** The first `MOST_RANKED` units by an order; of equal ones, those that come first in the document. */
class Ranking {
  readonly ranked: ListedUnit[] = [];
  readonly #rank: (unit: ListedUnit) => number;

  constructor(rank: (unit: ListedUnit) => number) {
    this.#rank = rank;
  }

  offer(unit: ListedUnit): void {
    const rank = this.#rank(unit);
    const before = this.ranked.findIndex((other) => rank < this.#rank(other));
    if (before < 0 && this.ranked.length >= MOST_RANKED) return;
    this.ranked.splice(before < 0 ? this.ranked.length : before, 0, unit);
    if (this.ranked.length > MOST_RANKED) this.ranked.pop();
  }
}
