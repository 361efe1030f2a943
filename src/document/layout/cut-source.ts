import { PackedRows } from "../../collections/packed-rows.ts";
import type { Rows } from "../../collections/rows.ts";
import type { Container, Region, RegionRole } from "../../domain/plan.ts";
import type { Heading } from "../headings/heading.ts";
import { hasInvisible, trimTitle } from "../names/fold-text.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";
import { LINE } from "../source/line-class.ts";
import { lineNumber } from "../source/line-table.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import type { Split } from "./outline-splits.ts";
import type { SplitPlace } from "./place-splits.ts";
import { RegionList } from "./region-list.ts";

export interface CutInput {
  readonly scanned: ScannedSource;
  readonly splits: Iterable<readonly [Split, SplitPlace]>;
  /** The lines of titles that stand above the name of their unit, by the line of the name: the unit begins there. */
  readonly captions: ReadonlyMap<number, number>;
  /** True for a unit that is to be left out. */
  readonly isExcluded: (head: UnitHeading) => boolean;
  /** Start and end of the bytes that are kept; what stands outside the sentinels is excluded, whatever it holds. */
  readonly excluded: { readonly before: number; readonly after: number };
}

/** The source in pieces; the lists of the units have one entry for each unit, in order. */
export interface CutSource {
  readonly containers: Rows<Container>;
  readonly regions: Rows<Region>;
  /** Positions of the units among the unit headings; those that are left out are missing. */
  readonly kept: readonly number[];
  readonly places: readonly SplitPlace[];
  /** The number of the line with which each unit begins, 1-based. */
  readonly lines: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Roles of headings that are not listed among the containers. */
const UNLISTED: ReadonlySet<Split["role"]> = new Set(["unit", "title"]);

/** Cuts the source at the splits: every byte belongs to one region. */
export function cutSource({ scanned, splits, captions, isExcluded, excluded }: CutInput): CutSource {
  const regions = new RegionList();
  const containers = new PackedRows<Container>();
  const kept: number[] = [];
  const places: SplitPlace[] = [];
  const starts: number[] = [];
  const lines: number[] = [];
  const ends: number[] = [];
  regions.add({ startByte: 0, endByte: excluded.before, role: "excluded" });
  // Bytes before the first split are no content: byte order mark, front matter, and text without a heading.
  let open: { readonly startByte: number; readonly role: RegionRole } = {
    startByte: excluded.before,
    role: "non-content",
  };
  const closeAt = (endByte: number) => {
    regions.add({ startByte: open.startByte, endByte, role: open.role });
    if (open.role === "unit") ends.push(endByte);
  };
  let position = 0;
  for (const [split, place] of splits) {
    if (split.role === "text" || split.role === "caption") continue;
    const caption = split.role === "unit" ? captions.get(split.heading.line) : undefined;
    const startByte = startOf(split.heading, caption, scanned);
    if (!UNLISTED.has(split.role)) {
      const kind = split.named?.kind ?? "heading";
      containers.push({ startByte, kind, label: printedLabel(split.heading) });
    }
    if (split.role === "inner") continue;
    closeAt(startByte);
    const isUnit = split.role === "unit" && !isExcluded(split.head);
    open = { startByte, role: roleOf(split, isUnit) };
    if (isUnit) {
      kept.push(position);
      places.push(place);
      starts.push(startByte);
      lines.push(lineNumber(scanned.table, caption ?? split.heading.line));
    }
    if (split.role === "unit") position++;
  }
  closeAt(excluded.after);
  regions.add({ startByte: excluded.after, endByte: scanned.source.length, role: "excluded" });
  return { containers, regions: regions.close(), kept, places, lines, starts, ends };
}

function roleOf(split: Split, isUnit: boolean): RegionRole {
  if (split.role === "unit") return isUnit ? "unit" : "excluded";
  return split.role === "contents" ? "non-content" : "container";
}

/** The text of a heading; as printed where something in it can't be seen, so that it can be shown. */
function printedLabel({ raw, text }: Heading): string {
  return hasInvisible(raw) ? trimTitle(raw) : text;
}

/** First byte of a heading's line, or of the line of the title above it, after a byte order mark. */
function startOf(heading: Heading, caption: number | undefined, scanned: ScannedSource): number {
  const startByte = caption === undefined ? heading.startByte : (scanned.table.starts[caption] ?? 0);
  const bom =
    startByte === 0 && scanned.source[0] === 0xef && scanned.source[1] === 0xbb && scanned.source[2] === 0xbf;
  return bom && scanned.mask.classes[0] !== LINE.frontMatter ? 3 : startByte;
}
