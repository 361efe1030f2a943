import type { Container, DocumentWarning, MarkedUnit, Region, RegionRole } from "../domain/plan.ts";
import type { Refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { type AddressedUnit, addressUnits } from "./address-units.ts";
import { REPEALED } from "./conventions/containers.ts";
import type { ScannedSource } from "./find-headings.ts";
import { foldText, foldWord } from "./fold.ts";
import type { Heading } from "./heading.ts";
import { judgeAddress } from "./judge-address.ts";
import { LINE } from "./line-class.ts";
import { type Split, splitHeadings } from "./outline-splits.ts";
import { placeSplits } from "./scope.ts";
import type { Reading, UnitMark } from "./unit-mark.ts";
import { warnAbout } from "./warn.ts";

/** What the headings of a document come to. */
export interface Layout {
  readonly units: readonly MarkedUnit[];
  readonly containers: readonly Container[];
  readonly regions: readonly Region[];
  readonly warnings: readonly DocumentWarning[];
}

export interface LayoutInput {
  readonly scanned: ScannedSource;
  readonly headings: readonly Heading[];
  readonly reading: Reading;
  readonly marks: readonly UnitMark[];
  /** True for a unit that is to be left out. */
  readonly isExcluded: (mark: UnitMark) => boolean;
  /** Byte ranges outside the sentinels, left out whatever stands in them. */
  readonly excluded: { readonly before: number; readonly after: number };
}

const REPEALED_WORDS = new Set(REPEALED.map(foldWord));
const REPEALED_TITLE = /^[\s([（【*_.:\-–—]*([\p{L}\p{M}' ]{2,40}?)[\s)\]）】.:;*_]*$/u;
const MAX_REPEALED_BYTES = 160;

/** Cuts the source at its headings: every byte belongs to one region, every unit has its address. */
export function layOut(input: LayoutInput): Result<Layout> {
  const { scanned, reading } = input;
  const isOutline = reading.id === "outline";
  const splits = splitHeadings(input.headings, input.marks, isOutline);
  const places = placeSplits(splits);
  const placed = splits.flatMap((split, index) => {
    const place = places[index];
    if (split.role !== "unit" || place === undefined || input.isExcluded(split.mark)) return [];
    return [{ mark: split.mark, place }];
  });
  const addressed = addressUnits(placed, isOutline);
  if (!addressed.ok) return refused(addressed.refusal);
  const invalid = firstInvalid(addressed.value.units);
  if (invalid !== null) return refused(invalid);
  const byLine = new Map(addressed.value.units.map((unit) => [unit.mark.heading.line, unit]));
  const cuts = splits.filter((split) => split.role !== "inner");
  const regions: Region[] = [...headRegions(input, cuts[0])];
  const units: MarkedUnit[] = [];
  for (const [index, split] of cuts.entries()) {
    const startByte = startOf(split.heading, scanned);
    const next = cuts[index + 1];
    const endByte = next === undefined ? input.excluded.after : startOf(next.heading, scanned);
    const unit = split.role === "unit" ? byLine.get(split.heading.line) : undefined;
    regions.push({ startByte, endByte, role: roleOf(split, unit) });
    if (unit === undefined) continue;
    units.push(makeUnit({ unit, scanned, startByte, endByte, ordinal: units.length + 1 }));
  }
  if (input.excluded.after < scanned.source.length) {
    regions.push({ startByte: input.excluded.after, endByte: scanned.source.length, role: "excluded" });
  }
  const warnings = [...addressed.value.warnings, ...warnAbout(addressed.value.units, reading)];
  return accepted({
    units,
    containers: listContainers(splits, scanned),
    regions: joinEqual(regions),
    warnings: sortByLine(warnings),
  });
}

function firstInvalid(units: readonly AddressedUnit[]): Refusal | null {
  for (const unit of units) {
    const cause = judgeAddress(unit.address, unit.mark.heading.line + 1);
    if (cause !== null) return cause;
  }
  return null;
}

/** What stands before the first heading: byte order mark, front matter, what the sentinels leave out, and text without a heading. */
function headRegions(input: LayoutInput, first: Split | undefined): readonly Region[] {
  const { scanned, excluded } = input;
  const end = first === undefined ? excluded.after : startOf(first.heading, scanned);
  const regions: Region[] = [];
  if (excluded.before > 0) regions.push({ startByte: 0, endByte: excluded.before, role: "excluded" });
  if (end > excluded.before) regions.push({ startByte: excluded.before, endByte: end, role: "non-content" });
  return regions;
}

function roleOf(split: Split, unit: AddressedUnit | undefined): RegionRole {
  if (split.role === "unit") return unit === undefined ? "excluded" : "unit";
  return split.role === "contents" ? "non-content" : "container";
}

function makeUnit(found: {
  readonly unit: AddressedUnit;
  readonly scanned: ScannedSource;
  readonly startByte: number;
  readonly endByte: number;
  readonly ordinal: number;
}): MarkedUnit {
  const { unit, scanned, startByte, endByte, ordinal } = found;
  return {
    ordinal,
    startByte,
    endByte,
    line: unit.mark.heading.line + 1,
    address: unit.address,
    label: unit.mark.label,
    title: unit.mark.title,
    kind: unit.mark.kind,
    sectionType: unit.place.sectionType,
    scope: unit.scope,
    parent: unit.parent,
    repealed: isRepealed(unit.mark, scanned.source.subarray(startByte, endByte)),
  };
}

/** Repealed: the title, or the whole text of the unit after its name, is nothing but a word for it. */
function isRepealed(mark: UnitMark, body: Uint8Array): boolean {
  if (mark.title !== "" && isRepealedText(mark.title)) return true;
  if (body.length > MAX_REPEALED_BYTES) return false;
  const text = foldText(Buffer.from(body.buffer, body.byteOffset, body.length).toString("utf8"));
  const at = text.indexOf(mark.label);
  return at >= 0 && isRepealedText(text.slice(at + mark.label.length));
}

function isRepealedText(text: string): boolean {
  const word = REPEALED_TITLE.exec(text.slice(0, MAX_REPEALED_BYTES))?.[1];
  return word !== undefined && REPEALED_WORDS.has(foldWord(word.trim()));
}

function listContainers(splits: readonly Split[], scanned: ScannedSource): readonly Container[] {
  return splits.flatMap((split) => {
    if (split.role === "unit" || split.role === "title") return [];
    const kind = split.named?.kind ?? "heading";
    return [{ startByte: startOf(split.heading, scanned), kind, label: split.heading.text }];
  });
}

/** First byte of a heading's line, the byte order mark left out. */
function startOf(heading: Heading, scanned: ScannedSource): number {
  const bom =
    heading.line === 0 &&
    scanned.source[0] === 0xef &&
    scanned.source[1] === 0xbb &&
    scanned.source[2] === 0xbf;
  return bom && scanned.mask.classes[0] !== LINE.frontMatter ? 3 : heading.startByte;
}

function joinEqual(regions: readonly Region[]): readonly Region[] {
  const joined: Region[] = [];
  for (const region of regions) {
    if (region.endByte <= region.startByte) continue;
    const last = joined.at(-1);
    if (last !== undefined && last.role === "non-content" && region.role === "non-content") {
      joined[joined.length - 1] = { ...last, endByte: region.endByte };
    } else joined.push(region);
  }
  return joined;
}

function sortByLine(warnings: readonly DocumentWarning[]): readonly DocumentWarning[] {
  return warnings.toSorted((a, b) => a.line - b.line);
}
