import { MappedRows } from "../../collections/mapped-rows.ts";
import { rowAt } from "../../collections/rows.ts";
import type { DeltaSide, DeltaUnit, OutsideText } from "../../domain/delta.ts";
import type { DocumentHead } from "../../domain/document-head.ts";
import type { MarkedDocument, MarkedUnit } from "../../domain/plan.ts";
import { sideOfSource } from "./source-side.ts";

/** The head of a document, the source that it was last cut from, and the texts of versions that are not in that source as they stand. */
export interface HeadTexts {
  readonly head: DocumentHead;
  readonly docPrefix: string;
  /** Null where today's cut refuses it. */
  readonly source: MarkedDocument | null;
  readonly bodies: ReadonlyMap<string, string>;
}

/**
 * The head as one side of a comparison: what is enacted, not what today's cut would make of its source. The source gives the printed names and
 * the lines. Addresses have no document prefix.
 */
export function sideOfHead({ head, docPrefix, source, bodies }: HeadTexts): DeltaSide {
  const printed = source === null ? null : sideOfSource(source);
  const places = placesOf(source);
  const path = (address: string) => address.slice(docPrefix.length + 1);
  const standing = new Map(
    [...head.units].map(({ address, contentHash }, position) => [
      keyOf({ address: path(address), contentHash }),
      position,
    ]),
  );
  const addresses = new Map(head.units.map(({ unit, address }) => [unit, path(address)]));
  const bodyAt = (position: number) => {
    const { versionId, contentHash, address } = rowAt(head.units, position);
    const place = places.get(keyOf({ address: path(address), contentHash }));
    const body = place === undefined ? bodies.get(versionId) : printed?.body(place.position);
    if (body === undefined) throw new Error(`the text of ${address} was not read`);
    return body;
  };
  return {
    units: new MappedRows(head.units, (unit, position) => {
      const place = places.get(keyOf({ address: path(unit.address), contentHash: unit.contentHash }));
      const { title, kind, sectionType, contentHash } = unit;
      return {
        ...{ title, kind, sectionType, contentHash },
        address: path(unit.address),
        label: place?.unit.label ?? printedName(bodyAt(position), title),
        parent: unit.parent === null ? null : (addresses.get(unit.parent) ?? null),
        line: place?.unit.line ?? 0,
      };
    }),
    body: bodyAt,
    outside: printed === null ? [] : outsideOf(printed, (unit) => standing.get(keyOf(unit)) ?? null),
  };
}

/** What stands in no unit of the source, each piece behind the last unit before it that the head has: today's cut may have others. */
function outsideOf(printed: DeltaSide, find: (unit: DeltaUnit) => number | null): readonly OutsideText[] {
  const behindEach: number[] = [0];
  for (const unit of printed.units) {
    const position = find(unit);
    behindEach.push(position === null ? (behindEach.at(-1) ?? 0) : position + 1);
  }
  return printed.outside.map((piece) => ({ ...piece, behind: behindEach[piece.behind] ?? 0 }));
}

/** The versions whose texts the source does not have under their addresses. */
export function listUnprinted({ head, docPrefix, source }: Omit<HeadTexts, "bodies">): readonly string[] {
  const places = placesOf(source);
  return head.units
    .filter(
      ({ address, contentHash }) =>
        !places.has(keyOf({ address: address.slice(docPrefix.length + 1), contentHash })),
    )
    .map(({ versionId }) => versionId);
}

interface Place {
  readonly unit: MarkedUnit;
  readonly position: number;
}

function placesOf(source: HeadTexts["source"]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  if (source === null) return places;
  let position = 0;
  for (const unit of sideOfSource(source).units) {
    places.set(keyOf(unit), { unit: rowAt(source.units, position), position });
    position++;
  }
  return places;
}

function keyOf({ address, contentHash }: Pick<DeltaUnit, "address" | "contentHash">): string {
  return `${address} ${contentHash}`;
}

/** The first line of a text, without the marks of a heading and the title. */
function printedName(body: string, title: string): string {
  const line = (body.trimStart().split(/\r?\n/, 1)[0] ?? "").replace(/^[#>*_\s]+/, "").trim();
  return (title !== "" && line.endsWith(title) ? line.slice(0, -title.length).trim() : "") || line;
}
