import type { DocumentWarning } from "../domain/plan.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { numberSlug, slugOf } from "./address.ts";
import type { Place } from "./scope.ts";
import type { UnitMark } from "./unit-mark.ts";

/** A unit with the place that it stands in. */
export interface PlacedUnit {
  readonly mark: UnitMark;
  readonly place: Place;
}

export interface AddressedUnit extends PlacedUnit {
  readonly address: string;
  /** Path of the scope that the address names, or empty. */
  readonly scope: string;
  readonly parent: string | null;
}

/** Where more of the numbers than this share repeat, numbering starts again in every container, and every address names its container. */
const RESTART_SHARE = 0.1;
/** In a shorter document a repeated name is always a duplicate: there is too little text to explain it by. */
const MIN_UNITS_TO_EXPLAIN = 10;

/**
 * Gives every unit its address below the document prefix: scope path, then `<word>-<number>`; in an outline the path of the
 * headings above. Refuses addresses that repeat in one scope, each with both lines.
 */
export function addressUnits(
  units: readonly PlacedUnit[],
  isOutline: boolean,
): Result<{ readonly units: readonly AddressedUnit[]; readonly warnings: readonly DocumentWarning[] }> {
  if (isOutline) return addressOutline(units);
  const segments = units.map((unit, index) => segmentOf(unit.mark, index + 1));
  const repeats = countRepeats(units, segments);
  const everywhere = repeats > units.length * RESTART_SHARE;
  const taken = new Map<string, PlacedUnit>();
  const addressed: AddressedUnit[] = [];
  const warnings: DocumentWarning[] = [];
  const clashes: Clash[] = [];
  for (const [index, unit] of units.entries()) {
    const segment = segments[index] ?? "";
    const wide = joinPath(unit.place.containers, segment);
    const narrow = joinPath(unit.place.scope, segment);
    const isWide = everywhere || taken.has(narrow);
    let address = isWide ? wide : narrow;
    const first = taken.get(address);
    if (first !== undefined) {
      const apart = everywhere ? null : tellApart(units, index, { taken, address });
      if (apart === null) {
        clashes.push({ address, first: first.mark, second: unit.mark });
        continue;
      }
      warnings.push(warnRepeat(unit.mark, apart, first.mark));
      address = apart.address;
    }
    taken.set(address, unit);
    const scope = isWide ? unit.place.containers : unit.place.scope;
    addressed.push({ ...unit, address, scope, parent: null });
  }
  if (clashes.length > 0) return refused(refuseClashes(clashes));
  return accepted({ units: withNumberParents(addressed), warnings });
}

interface Clash {
  readonly address: string;
  readonly first: UnitMark;
  readonly second: UnitMark;
}

function addressOutline(
  units: readonly PlacedUnit[],
): Result<{ readonly units: readonly AddressedUnit[]; readonly warnings: readonly DocumentWarning[] }> {
  const taken = new Map<string, UnitMark>();
  const open: {
    readonly level: number;
    readonly address: string;
    children: number;
    readonly number: string;
  }[] = [];
  const addressed: AddressedUnit[] = [];
  const clashes: Clash[] = [];
  let roots = 0;
  for (const unit of units) {
    const level = unit.mark.heading.level;
    while (open.length > 0 && (open.at(-1)?.level ?? 0) >= level) open.pop();
    const parent = open.at(-1);
    if (parent !== undefined) parent.children++;
    else roots++;
    const segment = segmentOf(unit.mark, parent?.children ?? roots);
    const counted = unit.mark.word !== "" && unit.mark.key.includes(".");
    const address =
      parent === undefined || (counted && unit.mark.key.startsWith(`${parent.number}.`))
        ? trunkOf(parent, segment, counted)
        : `${parent.address}/${segment}`;
    const first = taken.get(address);
    if (first !== undefined) clashes.push({ address, first, second: unit.mark });
    taken.set(address, unit.mark);
    addressed.push({ ...unit, address, scope: unit.place.scope, parent: parent?.address ?? null });
    open.push({ level, address, children: 0, number: unit.mark.word === "" ? "\u0000" : unit.mark.key });
  }
  return clashes.length > 0 ? refused(refuseClashes(clashes)) : accepted({ units: addressed, warnings: [] });
}

/** A dotted number holds the numbers above it: it takes the place of its parent's segment. */
function trunkOf(
  parent: { readonly address: string } | undefined,
  segment: string,
  counted: boolean,
): string {
  if (parent === undefined || !counted) return segment;
  const cut = parent.address.lastIndexOf("/");
  return cut < 0 ? segment : `${parent.address.slice(0, cut)}/${segment}`;
}

function segmentOf(mark: UnitMark, position: number): string {
  if (mark.word === "") return slugOf(mark.key) || `UNIT-${position}`;
  const word = /^[A-Z]+$/.test(mark.word) ? mark.word : slugOf(mark.word);
  const number = numberSlug(mark.key);
  return number === "" ? `${word}-AT-${position}` : `${word}-${number}`;
}

function withNumberParents(units: readonly AddressedUnit[]): readonly AddressedUnit[] {
  const known = new Set<string>();
  return units.map((unit) => {
    const cut = unit.address.lastIndexOf(".");
    const above = cut < 0 ? "" : unit.address.slice(0, cut);
    known.add(unit.address);
    return known.has(above) ? { ...unit, parent: above } : unit;
  });
}

function joinPath(path: string, segment: string): string {
  return path === "" ? segment : `${path}/${segment}`;
}

function countRepeats(units: readonly PlacedUnit[], segments: readonly string[]): number {
  const seen = new Set<string>();
  for (const [index, unit] of units.entries()) seen.add(joinPath(unit.place.scope, segments[index] ?? ""));
  return units.length - seen.size;
}

interface ToldApart {
  readonly address: string;
  readonly code: "SECOND_WORDING" | "REPEATED_NUMBER";
}

/** The address of a repeated name that the text itself explains; null where it is a plain duplicate. */
function tellApart(
  units: readonly PlacedUnit[],
  index: number,
  found: { readonly taken: ReadonlyMap<string, PlacedUnit>; readonly address: string },
): ToldApart | null {
  const { taken, address } = found;
  if (units.length < MIN_UNITS_TO_EXPLAIN) return null;
  if (isWording(units, index)) {
    let count = 2;
    while (taken.has(`${address}/WORDING-${count}`)) count++;
    return { address: `${address}/WORDING-${count}`, code: "SECOND_WORDING" };
  }
  const before = units[index - 1]?.mark;
  const after = units[index + 1]?.mark;
  if (before === undefined || after === undefined || before.value.length !== 1 || after.value.length !== 1)
    return null;
  if ((after.value[0] ?? 0) - (before.value[0] ?? 0) !== 2) return null;
  const apart = `${address}/AFTER-${numberSlug(before.key)}`;
  return taken.has(apart) ? null : { address: apart, code: "REPEATED_NUMBER" };
}

/** Two wordings of one article, kept side by side by the publisher: the same heading, byte for byte, right after itself. */
function isWording(units: readonly PlacedUnit[], index: number): boolean {
  const unit = units[index];
  const before = units[index - 1];
  if (unit === undefined || before === undefined) return false;
  return (
    before.mark.heading.raw === unit.mark.heading.raw && before.place.containers === unit.place.containers
  );
}

function warnRepeat(mark: UnitMark, apart: ToldApart, first: UnitMark): DocumentWarning {
  const why =
    apart.code === "SECOND_WORDING"
      ? "it stands twice in a row and is kept as a second wording"
      : "it stands where another number is missing: probably a misprint";
  return {
    code: apart.code,
    line: mark.heading.line + 1,
    message: `${mark.label} stands at line ${first.heading.line + 1} too; ${why}, as ${apart.address}`,
  };
}

function refuseClashes(clashes: readonly Clash[]): Refusal {
  const [clash] = clashes;
  const lines = (found: Clash) =>
    `lines ${found.first.heading.line + 1} and ${found.second.heading.line + 1}`;
  return refusal("STOP_ADDRESS_DUPLICATE", {
    field: `line ${(clash?.second.heading.line ?? 0) + 1}`,
    expected: "one unit for every address of a scope",
    actual: clash === undefined ? "" : `${clash.address} at ${lines(clash)}`,
    details: clashes.map(
      (found) => `${found.address}: ${lines(found)} (${found.first.label} and ${found.second.label})`,
    ),
  });
}
