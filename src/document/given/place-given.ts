import type { Rows } from "../../collections/rows.ts";
import { numberSlug, slugOf } from "../layout/address.ts";
import type { SplitPlace } from "../layout/place-splits.ts";
import { classifyHeading } from "../names/classify-heading.ts";
import { foldText } from "../names/fold-text.ts";
import type { GivenPiece } from "../projection/projection.ts";

/** A label that is a number alone says nothing of what it counts. */
const BARE_NUMBER = /^(?:\d+[A-Z]{0,2}|[IVXLC]+|[A-Z])$/;

interface OpenContainer {
  readonly depth: number;
  readonly place: SplitPlace;
}

export const MAIN: SplitPlace = { scope: "", containers: "", sectionType: "body" };

/** The place of every unit by its position among the pieces: a piece ends the containers of its depth and below. */
export function placeGiven(pieces: Rows<GivenPiece>): ReadonlyMap<number, SplitPlace> {
  const taken = new Map<string, number>();
  const open: OpenContainer[] = [];
  const places = new Map<number, SplitPlace>();
  let index = 0;
  for (const piece of pieces) {
    while (open.length > 0 && (open.at(-1)?.depth ?? 0) >= piece.depth) open.pop();
    const around = open.at(-1)?.place ?? MAIN;
    if (piece.role === "unit") places.set(index, around);
    else if (piece.role === "container" && hasName(piece))
      open.push({ depth: piece.depth, place: placeInside(piece, around, taken) });
    index++;
  }
  return places;
}

/** A preface or what stands between units has no name, and holds nothing. */
export function hasName({ label, title, scope }: GivenPiece): boolean {
  return label !== "" || title !== "" || scope !== null;
}

function placeInside(piece: GivenPiece, around: SplitPlace, taken: Map<string, number>): SplitPlace {
  const path = takePath(taken, join(around.containers, segmentOf(piece)));
  return piece.scope === null
    ? { ...around, containers: path }
    : { scope: path, containers: path, sectionType: piece.scope };
}

/** `CHAPTER-1` for a name of a known word and number; else the words that are printed. */
function segmentOf({ label, title, kind }: GivenPiece): string {
  const text = foldText(label === "" ? title : label);
  const named = classifyHeading(text);
  if (named !== null && named.number !== "") return `${slugOf(named.words)}-${numberSlug(named.number)}`;
  const slug = slugOf(text);
  if (label === "") return slug || slugOf(kind);
  return BARE_NUMBER.test(slug) ? `${slugOf(kind)}-${slug}` : slug || slugOf(kind);
}

function join(path: string, segment: string): string {
  return path === "" ? segment : `${path}/${segment}`;
}

/** The path of a container; the second one with the same path gets `-2`, and so on. */
function takePath(taken: Map<string, number>, path: string): string {
  const times = (taken.get(path) ?? 0) + 1;
  taken.set(path, times);
  return times === 1 ? path : `${path}-${times}`;
}
