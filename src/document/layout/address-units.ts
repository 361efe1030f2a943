import { PackedRows } from "../../collections/packed-rows.ts";
import type { Rows } from "../../collections/rows.ts";
import type { DocumentWarning } from "../../domain/plan.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";
import { numberSlug, slugOf } from "./address.ts";
import type { SplitPlace } from "./place-splits.ts";

/** A unit with the place that it stands in. */
export interface PlacedUnit {
  readonly head: UnitHeading;
  readonly place: SplitPlace;
}

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

/** If a larger share of the names repeats, numbering starts again in every container, and every address names its container. */
const RESTART_SHARE = 0.1;
/** More wordings of one unit are no kept history but a fault. */
const MAX_WORDINGS = 9;
/** In a document with fewer units a repeated name is always a duplicate: there is too little text to explain it. */
const MIN_UNITS_TO_EXPLAIN = 10;

/**
 * Gives every unit its address below the document prefix: the scope path and `<word>-<number>`, or in an outline the path of the
 * headings above. Refuses addresses that repeat, each with both lines.
 */
export function addressUnits(units: Rows<PlacedUnit>, isOutline: boolean): Result<Addressed> {
  if (isOutline) return addressOutline(units);
  const everywhere = countRepeats(units) > units.length * RESTART_SHARE;
  const taken = new Map<string, number>();
  const addresses = new PackedRows<UnitAddress>();
  const warnings: DocumentWarning[] = [];
  const clashes: Clash[] = [];
  let index = -1;
  for (const unit of units) {
    const segment = segmentOf(unit.head, ++index + 1);
    const wide = joinPath(unit.place.containers, segment);
    const narrow = joinPath(unit.place.scope, segment);
    const isWide = everywhere || taken.has(narrow);
    let address = isWide ? wide : narrow;
    const first = units.at(taken.get(address) ?? units.length);
    if (first !== undefined) {
      const apart = tellApart(units, index, { taken, address, everywhere });
      if (apart === null) {
        clashes.push(clashOf(address, first.head, unit.head));
        continue;
      }
      warnings.push(warnRepeat(unit.head, apart, first.head));
      address = apart.address;
    }
    taken.set(address, index);
    const scope = isWide ? unit.place.containers : unit.place.scope;
    addresses.push({ address, scope, parent: numberParent(address, taken) });
  }
  if (clashes.length > 0) return refused(clashRefusal(clashes));
  return accepted({ addresses, warnings });
}

interface Clash {
  readonly address: string;
  readonly lines: readonly [first: number, second: number];
  readonly labels: readonly [first: string, second: string];
}

function clashOf(address: string, first: UnitHeading, second: UnitHeading): Clash {
  return {
    address,
    lines: [first.heading.lineNumber, second.heading.lineNumber],
    labels: [first.label, second.label],
  };
}

function addressOutline(units: Rows<PlacedUnit>): Result<Addressed> {
  const taken = new Map<string, number>();
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
  for (const unit of units) {
    if (unit.place.containers !== container) open.length = 0;
    container = unit.place.containers;
    const level = unit.head.heading.shape.level;
    while (open.length > 0 && (open.at(-1)?.level ?? 0) >= level) open.pop();
    const parent = open.at(-1);
    if (parent !== undefined) parent.children++;
    else roots++;
    const segment = segmentOf(unit.head, parent?.children ?? roots);
    const counted = unit.head.word !== "" && unit.head.key.includes(".");
    const plain =
      parent === undefined || (counted && unit.head.key.startsWith(`${parent.number}.`))
        ? trunkOf(parent, joinPath(parent === undefined ? container : "", segment), counted)
        : `${parent.address}/${segment}`;
    const address = opensScope(unit.head) ? freeAddress(plain, taken) : plain;
    const first = units.at(taken.get(address) ?? units.length);
    if (first !== undefined) clashes.push(clashOf(address, first.head, unit.head));
    taken.set(address, index++);
    addresses.push({ address, scope: unit.place.scope, parent: parent?.address ?? null });
    open.push({ level, address, children: 0, number: unit.head.word === "" ? "\u0000" : unit.head.key });
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

function freeAddress(address: string, taken: ReadonlyMap<string, number>): string {
  if (!taken.has(address)) return address;
  let count = 2;
  while (taken.has(`${address}-${count}`)) count++;
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

function countRepeats(units: Rows<PlacedUnit>): number {
  const seen = new Set<string>();
  let position = 0;
  for (const { head, place } of units) seen.add(joinPath(place.scope, segmentOf(head, ++position)));
  return units.length - seen.size;
}

interface ToldApart {
  readonly address: string;
  readonly code: "SECOND_WORDING" | "REPEATED_NUMBER";
}

/** The address of a repeated name that the text itself explains, or null for a plain duplicate. */
function tellApart(
  units: Rows<PlacedUnit>,
  index: number,
  found: {
    readonly taken: ReadonlyMap<string, number>;
    readonly address: string;
    readonly everywhere: boolean;
  },
): ToldApart | null {
  const { taken, address, everywhere } = found;
  if (units.length < MIN_UNITS_TO_EXPLAIN) return null;
  if (isWording(units, index)) {
    let count = 2;
    while (count <= MAX_WORDINGS && taken.has(`${address}/WORDING-${count}`)) count++;
    if (count > MAX_WORDINGS) return null;
    return { address: `${address}/WORDING-${count}`, code: "SECOND_WORDING" };
  }
  if (everywhere) return null;
  const before = index === 0 ? undefined : units.at(index - 1)?.head;
  const after = units.at(index + 1)?.head;
  if (before === undefined || after === undefined || before.value.length !== 1 || after.value.length !== 1)
    return null;
  if ((after.value[0] ?? 0) - (before.value[0] ?? 0) !== 2) return null;
  const apart = `${address}/AFTER-${numberSlug(before.key)}`;
  return taken.has(apart) ? null : { address: apart, code: "REPEATED_NUMBER" };
}

/**
 * True where the unit has the same printed heading as the unit before it in the same container: the publisher kept two wordings of one
 * article.
 */
function isWording(units: Rows<PlacedUnit>, index: number): boolean {
  const unit = units.at(index);
  const before = index === 0 ? undefined : units.at(index - 1);
  if (unit === undefined || before === undefined) return false;
  return (
    before.head.heading.raw === unit.head.heading.raw && before.place.containers === unit.place.containers
  );
}

function warnRepeat(head: UnitHeading, apart: ToldApart, first: UnitHeading): DocumentWarning {
  const why =
    apart.code === "SECOND_WORDING"
      ? "it stands twice in a row and is kept as a second wording"
      : "it stands where another number is missing: probably a misprint";
  return {
    code: apart.code,
    line: head.heading.lineNumber,
    message: `${head.label} stands at line ${first.heading.lineNumber} too; ${why}, as ${apart.address}`,
  };
}

function clashRefusal(clashes: readonly Clash[]): Refusal {
  const [clash] = clashes;
  const lines = (found: Clash) => `lines ${found.lines.join(" and ")}`;
  return refusal("STOP_ADDRESS_DUPLICATE", {
    field: `line ${clash?.lines[1] ?? 1}`,
    expected: "one unit for every address of a scope",
    actual: clash === undefined ? "" : `${clash.address} at ${lines(clash)}`,
    details: clashes.map((found) => `${found.address}: ${lines(found)} (${found.labels.join(" and ")})`),
  });
}
