import { MappedRows } from "../../collections/mapped-rows.ts";
import { PackedRows } from "../../collections/packed-rows.ts";
import { type Rows, rowAt } from "../../collections/rows.ts";
import type { Container, DocumentWarning } from "../../domain/plan.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { Heading } from "../headings/heading.ts";
import { lineAt } from "../judge/judged-cut.ts";
import { addressUnits } from "../layout/address-units.ts";
import { firstInvalid, type Layout } from "../layout/lay-out-units.ts";
import { makeUnits } from "../layout/make-units.ts";
import { RegionList } from "../layout/region-list.ts";
import { warnAbout } from "../layout/warn.ts";
import { foldText, hasInvisible } from "../names/fold-text.ts";
import type { GivenPiece } from "../projection/projection.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import { nameGiven } from "./name-given.ts";
import { hasName, MAIN, placeGiven } from "./place-given.ts";

/** The layout of a text whose pieces the file gives, and the heads of its units. */
export interface GivenLayout extends Layout {
  readonly heads: Rows<UnitHeading>;
}

/** The shape of a given head: a line of its own that names a unit. */
const GIVEN_HEAD = {
  form: "plain",
  level: 0,
  isNamed: true,
  stands: null,
  startsBlock: true,
  opens: true,
  alone: true,
  indent: 0,
  wideGap: false,
  quoted: false,
  stray: false,
} as const;

/** Lays out the pieces: they tile the text, and every unit has its address. `isExcluded` tells the units that are left out, by their labels. */
export function layOutGiven(
  scanned: ScannedSource,
  pieces: Rows<GivenPiece>,
  isExcluded: (label: string) => boolean,
): Result<GivenLayout> {
  const { kept, regions, containers } = divide(pieces, scanned.source.length, isExcluded);
  const heads = new MappedRows(kept, (at, position) => {
    const piece = rowAt(pieces, at);
    return nameGiven(piece, headingOf(scanned, piece, position));
  });
  const placed = placeGiven(pieces);
  const places = kept.map((at) => placed.get(at) ?? MAIN);
  const addressed = addressUnits({ heads, places, areGiven: true }, false);
  if (!addressed.ok) return addressed;
  const { addresses, warnings } = addressed.value;
  const invalid = firstInvalid(heads, addresses);
  if (invalid !== null) return refused(invalid);
  const starts = kept.map((at) => rowAt(pieces, at).startByte);
  const ends = kept.map((at) => rowAt(pieces, at).endByte);
  const lines = starts.map((byte) => lineAt(scanned.table, byte) + 1);
  const findOriginal = (at: number) => rowAt(pieces, kept[at] ?? 0).original;
  return accepted({
    units: makeUnits(scanned, { places, lines, starts, ends }, { heads, addresses, findOriginal }),
    heads,
    containers,
    regions,
    warnings: [...warnings, ...warnAbout(heads), ...warnOfUnseen(scanned, pieces)].toSorted(
      (a, b) => a.line - b.line,
    ),
  });
}

/** The pieces as regions and containers, and the positions of the units that are kept. */
function divide(
  pieces: Rows<GivenPiece>,
  length: number,
  isExcluded: (label: string) => boolean,
): Pick<Layout, "containers" | "regions"> & { readonly kept: readonly number[] } {
  const kept: number[] = [];
  const regions = new RegionList();
  const containers = new PackedRows<Container>();
  let end = 0;
  let index = 0;
  for (const piece of pieces) {
    const { role, startByte, endByte, kind, label, title, scope } = piece;
    if (startByte !== end) throw new Error(`the pieces of a projection leave out its bytes from ${end}`);
    end = endByte;
    const isLeftOut = role === "unit" && isExcluded(label);
    regions.add({ startByte, endByte, role: isLeftOut ? "excluded" : role });
    if (role === "unit" && !isLeftOut) kept.push(index);
    if (role === "container" && hasName(piece))
      containers.push({ startByte, kind: scope === "annex" ? "annex" : kind, label: joinName(label, title) });
    index++;
  }
  if (end !== length) throw new Error("the pieces of a projection do not reach its end");
  return { kept, regions: regions.close(), containers };
}

/** Names are told as they are printed, and the addresses leave out what can't be seen. */
function warnOfUnseen(scanned: ScannedSource, pieces: Rows<GivenPiece>): readonly DocumentWarning[] {
  return pieces
    .filter(({ label, title }) => hasInvisible(label + title))
    .map(({ startByte }) => ({
      code: "INVISIBLE_CHARACTER",
      line: lineAt(scanned.table, startByte) + 1,
      message: "the name holds characters that cannot be seen; the address leaves them out",
    }));
}

function headingOf(scanned: ScannedSource, piece: GivenPiece, index: number): Heading {
  return new Heading(scanned, {
    line: lineAt(scanned.table, piece.startByte),
    index,
    shape: GIVEN_HEAD,
    text: foldText(joinName(piece.label, piece.title)),
    isPrinted: true,
  });
}

function joinName(label: string, title: string): string {
  return label === "" || title === "" ? label + title : `${label} ${title}`;
}
