import { TextFinder } from "../collections/text-finder.ts";
import type { ExportedVersion } from "../domain/reading/exported-version.ts";
import type { Pages, RegisteredDocument } from "../ports/reader.ts";
import { HeldUnits, type UnitOnDay } from "./held-units.ts";
import { folderOf } from "./site-path.ts";

/** A unit with the file in which its page is. */
export interface PlacedUnit extends UnitOnDay {
  readonly home: string;
  /** Where it stands among those in force; null where it is none of them. */
  readonly place: number | null;
}

/** What the pages of a document say of each other. */
export interface DocumentIndex {
  readonly document: RegisteredDocument;
  readonly folder: string;
  readonly on: string;
  /** In the order of the document. */
  readonly units: readonly PlacedUnit[];
  /** Those in force, in their order. */
  readonly inForce: readonly PlacedUnit[];
  unitOf(unitId: string): PlacedUnit | undefined;
  /** Every unit that has or had an address, printed or of birth, in their order. */
  unitsAt(address: string): readonly PlacedUnit[];
}

export async function indexDocument(
  document: RegisteredDocument,
  on: string,
  pages: Pages<ExportedVersion>,
): Promise<DocumentIndex> {
  const held = await HeldUnits.read(pages, on);
  const keys = held.keys().toSorted((one, other) => inOrder(held.tell(one), held.tell(other)));
  const byId = new TextFinder(textsOf(held, keys, ({ unitId }) => [unitId]));
  const byAddress = new TextFinder(textsOf(held, keys, addressesOf));
  const units: PlacedUnit[] = [];
  const inForce: PlacedUnit[] = [];
  for (const key of keys) {
    const { unitId, address, shown } = held.tell(key);
    const rivals = byAddress.find(address).map((at) => held.tell(keys[at] ?? 0));
    const owner = rivals.filter((one) => one.address === address).reduce(higher);
    const isInForce = shown.standing === "inForce";
    const unit = new HeldUnit(held, key, {
      isOwner: owner.unitId === unitId,
      place: isInForce ? inForce.length : null,
    });
    units.push(unit);
    if (isInForce) inForce.push(unit);
  }
  const find = (names: TextFinder, name: string) => names.find(name).flatMap((at) => units[at] ?? []);
  return {
    ...{ document, folder: folderOf(document.prefix), on, units, inForce },
    unitOf: (unitId) => find(byId, unitId).find((unit) => unit.unitId === unitId),
    unitsAt: (address) => find(byAddress, address).filter((unit) => addressesOf(unit).has(address)),
  };
}

function* textsOf(
  held: HeldUnits,
  keys: readonly number[],
  read: (unit: UnitOnDay) => Iterable<string>,
): Generator<readonly [text: string, unit: number]> {
  for (const [at, key] of keys.entries()) for (const text of read(held.tell(key))) yield [text, at];
}

/** Each once, that of birth first. */
export function addressesOf({ unit, versions }: UnitOnDay): ReadonlySet<string> {
  return new Set([unit, ...versions.map(({ address }) => address)]);
}

/** A unit that is told anew whenever something of it is asked for: there are as many as the document has. */
class HeldUnit implements PlacedUnit {
  readonly #held: HeldUnits;
  readonly #key: number;
  /** Whether its page is that of its address; where several units have it, the others get pages beside it. */
  readonly #isOwner: boolean;
  readonly place: number | null;

  constructor(
    held: HeldUnits,
    key: number,
    { isOwner, place }: { readonly isOwner: boolean; readonly place: number | null },
  ) {
    this.#held = held;
    this.#key = key;
    this.#isOwner = isOwner;
    this.place = place;
  }

  get unitId() {
    return this.#told.unitId;
  }

  get unit() {
    return this.#told.unit;
  }

  get versions() {
    return this.#told.versions;
  }

  get shown() {
    return this.#told.shown;
  }

  get address() {
    return this.#told.address;
  }

  get home() {
    const { address, unitId } = this.#told;
    return `${folderOf(address)}/${this.#isOwner ? "index" : `unit-${shortId(unitId)}`}.html`;
  }

  get #told(): UnitOnDay {
    return this.#held.tell(this.#key);
  }
}

/** Of units with one address the one in force before all others, then by what was recorded last; ids decide where all that is equal. */
function higher(one: UnitOnDay, other: UnitOnDay): UnitOnDay {
  return rankOf(one) > rankOf(other) ? one : other;
}

function rankOf({ unitId, versions, shown }: UnitOnDay): string {
  return `${shown.standing === "inForce" ? 1 : 0} ${versions.at(-1)?.recordedAt} ${unitId}`;
}

function inOrder(one: UnitOnDay, other: UnitOnDay): number {
  const [first, second] = [one, other].map(({ versions, shown }) => versions[shown.at]?.position ?? "");
  return (
    compareDecimals(first ?? "", second ?? "") ||
    compareText(one.address, other.address) ||
    compareText(one.unitId, other.unitId)
  );
}

/** Positions may have more digits than a number of JavaScript holds. */
function compareDecimals(one: string, other: string): number {
  const [[a = "", b = ""], [c = "", d = ""]] = [one.split("."), other.split(".")];
  return a.length - c.length || compareText(a, c) || compareText(b, d);
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Enough of a UUID to tell the few that share a folder apart. */
function shortId(id: string): string {
  return id.replaceAll("-", "").slice(0, 12);
}

/** The page of a version, which never moves: it is named by what never changes of it. */
export function versionPath({
  address,
  version,
  versionId,
}: {
  readonly address: string;
  readonly version: number;
  readonly versionId: string;
}): string {
  return `${folderOf(address)}/v${version}-${shortId(versionId)}.html`;
}

/** The page of an address from a day that was said of a text there, which stays, too. */
export function datedPath(address: string, day: string): string {
  return `${folderOf(address)}/${day}.html`;
}
