import type { ExportedVersion } from "../domain/reading/exported-version.ts";
import type { Pages, RegisteredDocument } from "../ports/reader.ts";
import { folderOf } from "./site-path.ts";
import { type Shown, shownOn, type UnitFacts } from "./unit-facts.ts";

/** A unit with the version that its page shows and the file in which that page is. */
export interface PlacedUnit extends UnitFacts {
  readonly shown: Shown;
  /** Its address on the day, or the last or next one that it has. */
  readonly address: string;
  readonly home: string;
}

/** What the pages of a document say of each other. */
export interface DocumentIndex {
  readonly document: RegisteredDocument;
  readonly folder: string;
  readonly on: string;
  /** In the order of the document. */
  readonly units: readonly PlacedUnit[];
  readonly byId: ReadonlyMap<string, PlacedUnit>;
  /** Every unit that has or had an address, printed or of birth. */
  readonly byAddress: ReadonlyMap<string, readonly PlacedUnit[]>;
  /** Those in force, in their order. */
  readonly inForce: readonly PlacedUnit[];
  /** Where each of those stands among them. */
  readonly places: ReadonlyMap<string, number>;
}

/** Reads what is told of a document's versions but for their texts: what is held grows with their number, some hundred bytes each. */
export async function indexDocument(
  document: RegisteredDocument,
  on: string,
  pages: Pages<ExportedVersion>,
): Promise<DocumentIndex> {
  const facts = new Map<string, UnitFacts>();
  const once = new Map<string, string>();
  /** One string for all that are equal: moments and runs are told thousands of times. */
  const shared = (text: string) => {
    const known = once.get(text);
    if (known === undefined) once.set(text, text);
    return known ?? text;
  };
  for await (const page of pages)
    for (const row of page) {
      const known = facts.get(row.unitId);
      const version = {
        ...{ versionId: row.versionId, version: row.version, title: row.title, position: row.position },
        address: row.address === row.unit ? (known?.unit ?? row.unit) : row.address,
        change: shared(row.change),
        effect: shared(row.effect),
        recordedAt: shared(row.recordedAt),
        publication: shared(row.provenance?.runId ?? row.recordedAt),
      };
      // A list that is made with its first element has room for that alone; most units never have another.
      if (known === undefined)
        facts.set(row.unitId, { unitId: row.unitId, unit: row.unit, versions: [version] });
      else known.versions.push(version);
    }
  for (const { versions } of facts.values()) versions.sort((one, other) => one.version - other.version);
  const units = placeUnits([...facts.values()], on);
  const inForce = units.filter(({ shown }) => shown.standing === "inForce");
  return {
    document,
    folder: folderOf(document.prefix),
    on,
    units,
    byId: new Map(units.map((unit) => [unit.unitId, unit])),
    byAddress: groupByAddress(units),
    inForce,
    places: new Map(inForce.map(({ unitId }, at) => [unitId, at])),
  };
}

/** Each unit gets the page of its address; where several have it, the one in force does, and the others get pages beside it. */
function placeUnits(all: readonly UnitFacts[], on: string): readonly PlacedUnit[] {
  const units = all.map((unit) => {
    const shown = shownOn(unit.versions, on);
    return { ...unit, shown, address: unit.versions[shown.at]?.address ?? unit.unit };
  });
  const owners = new Map<string, (typeof units)[number]>();
  for (const unit of units) {
    const owner = owners.get(unit.address);
    if (owner === undefined || rankOf(unit) > rankOf(owner)) owners.set(unit.address, unit);
  }
  return units
    .map((unit) => {
      const folder = folderOf(unit.address);
      const name = owners.get(unit.address) === unit ? "index" : `unit-${shortId(unit.unitId)}`;
      return { ...unit, home: `${folder}/${name}.html` };
    })
    .sort(inOrder);
}

/** In force before all others, then by what was recorded last; ids decide where all that is equal. */
function rankOf({ unitId, versions, shown }: UnitFacts & { readonly shown: Shown }): string {
  return `${shown.standing === "inForce" ? 1 : 0} ${versions.at(-1)?.recordedAt} ${unitId}`;
}

function inOrder(one: PlacedUnit, other: PlacedUnit): number {
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

function groupByAddress(units: readonly PlacedUnit[]): ReadonlyMap<string, readonly PlacedUnit[]> {
  const groups = new Map<string, PlacedUnit[]>();
  for (const unit of units)
    for (const address of new Set([unit.unit, ...unit.versions.map((version) => version.address)])) {
      const group = groups.get(address);
      if (group === undefined) groups.set(address, [unit]);
      else group.push(unit);
    }
  return groups;
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
