import { PackedRows } from "../../collections/packed-rows.ts";
import { type Rows, rowAt } from "../../collections/rows.ts";
import type { Container, MarkedUnit, Region, RegionRole } from "../../domain/plan.ts";
import type { Heading } from "../headings/heading.ts";
import { hasInvisible, trimTitle } from "../names/fold-text.ts";
import { LINE } from "../source/line-class.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import type { PlacedUnit, UnitAddress } from "./address-units.ts";
import { isRepealed } from "./judge-repealed.ts";
import type { Split } from "./outline-splits.ts";
import { RegionList } from "./region-list.ts";

export interface CutInput {
  readonly scanned: ScannedSource;
  readonly splits: Iterable<Split>;
  /** The units to be made, in order, and the address of each. */
  readonly units: Rows<PlacedUnit>;
  readonly addresses: Rows<UnitAddress>;
  /** Start and end of the bytes that are kept; what stands outside the sentinels is excluded, whatever it holds. */
  readonly excluded: { readonly before: number; readonly after: number };
}

export interface CutSource {
  readonly units: Rows<MarkedUnit>;
  readonly containers: Rows<Container>;
  readonly regions: Rows<Region>;
}

/** The region that began at the last split and ends at the next. */
interface Open {
  readonly startByte: number;
  readonly role: RegionRole;
  /** Position of the region's unit, or -1. */
  readonly unit: number;
}

/** Cuts the source at the splits: every byte belongs to one region. */
export function cutSource(input: CutInput): CutSource {
  const { scanned, excluded } = input;
  const regions = new RegionList();
  const units = new PackedRows<MarkedUnit>();
  const containers = new PackedRows<Container>();
  regions.add({ startByte: 0, endByte: excluded.before, role: "excluded" });
  // Bytes before the first split are no content: byte order mark, front matter, and text without a heading.
  let open: Open = { startByte: excluded.before, role: "non-content", unit: -1 };
  const closeAt = (endByte: number) => {
    regions.add({ startByte: open.startByte, endByte, role: open.role });
    if (open.unit >= 0) units.push(makeUnit(input, open, endByte));
  };
  let next = 0;
  for (const split of input.splits) {
    if (split.role === "unit-title") continue;
    const startByte = startOf(split.heading, scanned);
    if (split.role !== "unit" && split.role !== "title") {
      const kind = split.named?.kind ?? "heading";
      containers.push({ startByte, kind, label: printedLabel(split.heading) });
    }
    if (split.role === "inner") continue;
    closeAt(startByte);
    const isUnit = split.role === "unit" && input.units.at(next)?.head.heading.line === split.heading.line;
    open = { startByte, role: roleOf(split, isUnit), unit: isUnit ? next++ : -1 };
  }
  closeAt(excluded.after);
  regions.add({ startByte: excluded.after, endByte: scanned.source.length, role: "excluded" });
  return { units, containers, regions: regions.close() };
}

function roleOf(split: Split, isUnit: boolean): RegionRole {
  if (split.role === "unit") return isUnit ? "unit" : "excluded";
  return split.role === "contents" ? "non-content" : "container";
}

function makeUnit(input: CutInput, open: Open, endByte: number): MarkedUnit {
  const { head, place } = rowAt(input.units, open.unit);
  const { address, scope, parent } = rowAt(input.addresses, open.unit);
  return {
    ordinal: open.unit + 1,
    startByte: open.startByte,
    endByte,
    line: head.heading.lineNumber,
    address,
    label: head.label,
    title: head.title,
    kind: head.kind,
    sectionType: place.sectionType,
    scope,
    parent,
    repealed: isRepealed(head, input.scanned.source.subarray(open.startByte, endByte)),
  };
}

/** The text of a heading; as printed where something in it can't be seen, so that it can be shown. */
function printedLabel({ raw, text }: Heading): string {
  return hasInvisible(raw) ? trimTitle(raw) : text;
}

/** First byte of a heading's line, after a byte order mark. */
function startOf(heading: Heading, scanned: ScannedSource): number {
  const bom =
    heading.startByte === 0 &&
    scanned.source[0] === 0xef &&
    scanned.source[1] === 0xbb &&
    scanned.source[2] === 0xbf;
  return bom && scanned.mask.classes[0] !== LINE.frontMatter ? 3 : heading.startByte;
}
