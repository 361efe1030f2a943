import { PackedRows } from "../../collections/packed-rows.ts";
import { type Rows, rowAt } from "../../collections/rows.ts";
import { TextColumn } from "../../collections/text-column.ts";
import type { DocumentWarning } from "../../domain/plan.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";
import { numberSlug, slugOf } from "./address.ts";
import { type Clash, clashOf, clashRefusal } from "./clash.ts";
import type { SplitPlace } from "./place-splits.ts";
import { type PlacedUnits, tellApart, warnRepeat } from "./tell-apart.ts";

/** The address of the unit at the same position. */
export interface UnitAddress {
  readonly address: string;
  /** Path of the scope that the address names, or empty. */
  readonly scope: string;
  readonly parent: string | null;
}

interface Addressed {
  readonly addresses: Rows<UnitAddress>;
  readonly warnings: readonly DocumentWarning[];
}

/** Clashes beyond this are not told. */
const MOST_CLASHES = 1000;

/** If a larger share of the names repeats, numbering starts again in every container, and every address names its container. */
const RESTART_SHARE = 0.1;

/**
 * Gives every unit its address below the document prefix: the scope path and `<word>-<number>`, or in an outline the path of the
 * headings above. Refuses addresses that repeat, each with both lines.
 */
export function addressUnits(units: PlacedUnits, isOutline: boolean): Result<Addressed> {
  if (isOutline) return addressOutline(units);
  const { heads, places } = units;
  const segments = listSegments(heads);
  const everywhere = countRepeats(places, segments) > places.length * RESTART_SHARE;
  const taken = new Map<string, number>();
  const addresses = new PackedRows<UnitAddress>();
  const warnings: DocumentWarning[] = [];
  const clashes: Clash[] = [];
  for (const [index, place] of places.entries()) {
    const segment = segments.at(index);
    const wide = joinPath(place.containers, segment);
    const narrow = joinPath(place.scope, segment);
    const isWide = everywhere || taken.has(narrow);
    let address = isWide ? wide : narrow;
    const known = taken.get(address);
    // What is refused already is not looked up again: far rows are slow to read by turns.
    if (known !== undefined && clashes.length >= MOST_CLASHES) continue;
    if (known !== undefined) {
      const [first, head] = [rowAt(heads, known), rowAt(heads, index)];
      const apart = tellApart(units, index, { taken, address, everywhere });
      if (apart === null) {
        clashes.push(clashOf(address, first, head));
        continue;
      }
      warnings.push(warnRepeat(head, apart, first));
      address = apart.address;
    }
    taken.set(address, index);
    const scope = isWide ? place.containers : place.scope;
    addresses.push({ address, scope, parent: numberParent(address, taken) });
  }
  if (clashes.length > 0) return refused(clashRefusal(clashes));
  return accepted({ addresses, warnings });
}

function addressOutline({ heads, places }: PlacedUnits): Result<Addressed> {
  const taken = new Map<string, number>();
  const counts = new Map<string, number>();
  const open: {
    readonly level: number;
    readonly address: string;
    children: number;
    readonly number: string;
  }[] = [];
  const addresses = new PackedRows<UnitAddress>();
  const clashes: Clash[] = [];
  let roots = 0;
  let index = 0;
  let container = "";
  for (const head of heads) {
    const place = rowAt(places, index);
    if (place.containers !== container) open.length = 0;
    container = place.containers;
    const level = head.heading.shape.level;
    while (open.length > 0 && (open.at(-1)?.level ?? 0) >= level) open.pop();
    const parent = open.at(-1);
    if (parent !== undefined) parent.children++;
    else roots++;
    const segment = segmentOf(head, parent?.children ?? roots);
    const counted = head.word !== "" && head.key.includes(".");
    const plain =
      parent === undefined || (counted && head.key.startsWith(`${parent.number}.`))
        ? trunkOf(parent, joinPath(parent === undefined ? container : "", segment), counted)
        : `${parent.address}/${segment}`;
    const address = opensScope(head) ? freeAddress(plain, taken, counts) : plain;
    const first = taken.get(address);
    if (first !== undefined) clashes.push(clashOf(address, rowAt(heads, first), head));
    taken.set(address, index);
    addresses.push({ address, scope: place.scope, parent: parent?.address ?? null });
    index++;
    open.push({ level, address, children: 0, number: head.word === "" ? "\u0000" : head.key });
  }
  return clashes.length > 0 ? refused(clashRefusal(clashes)) : accepted({ addresses, warnings: [] });
}

/** True for an annex or for supplementary provisions: several of one name are told apart by their order. */
function opensScope({ heading }: UnitHeading): boolean {
  return (
    heading.shape.stands?.rank === 0 &&
    ["annex", "supplementary", "transitional"].includes(heading.shape.stands.sectionType)
  );
}

/** The address, or with the first number from 2 on that is free; `counts` keeps the last number that each address got. */
function freeAddress(
  address: string,
  taken: ReadonlyMap<string, number>,
  counts: Map<string, number>,
): string {
  if (!taken.has(address)) return address;
  let count = (counts.get(address) ?? 1) + 1;
  while (taken.has(`${address}-${count}`)) count++;
  counts.set(address, count);
  return `${address}-${count}`;
}

/** A dotted number contains the numbers above it, so its segment replaces the segment of its parent. */
function trunkOf(
  parent: { readonly address: string } | undefined,
  segment: string,
  counted: boolean,
): string {
  if (parent === undefined || !counted) return segment;
  const cut = parent.address.lastIndexOf("/");
  return cut < 0 ? segment : `${parent.address.slice(0, cut)}/${segment}`;
}

function segmentOf(head: UnitHeading, position: number): string {
  if (head.word === "") return slugOf(head.key) || `UNIT-${position}`;
  const word = /^[A-Z]+$/.test(head.word) ? head.word : slugOf(head.word);
  const number = numberSlug(head.key);
  return number === "" ? `${word}-AT-${position}` : `${word}-${number}`;
}

/** Address of the earlier unit whose dotted number this address extends, or null. */
function numberParent(address: string, taken: ReadonlyMap<string, number>): string | null {
  const cut = address.lastIndexOf(".");
  const above = cut < 0 ? "" : address.slice(0, cut);
  return taken.has(above) ? above : null;
}

function joinPath(path: string, segment: string): string {
  return path === "" ? segment : `${path}/${segment}`;
}

/** The last part of every address, in order. */
function listSegments(heads: Iterable<UnitHeading>): TextColumn {
  const segments = new TextColumn();
  let position = 0;
  for (const head of heads) segments.push(segmentOf(head, ++position));
  return segments;
}

function countRepeats(places: readonly SplitPlace[], segments: TextColumn): number {
  const seen = new Set<string>();
  for (const [index, { scope }] of places.entries()) seen.add(joinPath(scope, segments.at(index)));
  return places.length - seen.size;
}
