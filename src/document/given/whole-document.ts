import type { Rows } from "../../collections/rows.ts";
import type { GivenPiece } from "../projection/projection.ts";

/** The convention by which a person says that a file without units is to be cut as one. */
export const WHOLE = "document";

/** Whether a file without units is an annex that was published alone: all of it stands in what opens a numbering of its own. */
export function isAnnexAlone(pieces: Rows<GivenPiece>): boolean {
  const first = pieces.at(0);
  if (first === undefined || first.scope === null) return false;
  let index = 0;
  for (const { role, depth } of pieces)
    if (role === "unit" || (index++ > 0 && depth <= first.depth)) return false;
  return true;
}

/** The pieces as one unit that holds the whole text, named as the first container is. */
export function asOneUnit(pieces: Rows<GivenPiece>, kind: "annex" | "document"): readonly GivenPiece[] {
  const first = pieces.at(0);
  const last = pieces.at(-1);
  if (first === undefined || last === undefined) return [];
  const isNamed = ({ role, label, title }: GivenPiece) => role === "container" && label + title !== "";
  const named = pieces.filter(isNamed)[0] ?? { label: "", title: "" };
  const { part, startByte } = first.original;
  return [
    {
      ...first,
      role: "unit",
      endByte: last.endByte,
      kind,
      word: "",
      label: named.label,
      title: named.label === "" ? named.title : "",
      depth: 0,
      scope: null,
      original: {
        part,
        startByte,
        endByte: pieces.map(({ original }) => original.endByte).reduce((most, byte) => Math.max(most, byte)),
      },
    },
  ];
}
