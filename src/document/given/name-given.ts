import { UNIT_KINDS, type UnitKind } from "../../domain/vocabulary.ts";
import type { Heading } from "../headings/heading.ts";
import { readDesignator } from "../names/designator.ts";
import { foldText } from "../names/fold-text.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import type { PrintedNumber } from "../names/printed-number.ts";
import type { GivenPiece } from "../projection/projection.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";

const SPACES = /\s+/gu;

/** The head of a unit that the file gives: its label as printed, its key and address word by the same names as in a text without structure. */
export function nameGiven(piece: GivenPiece, heading: Heading): UnitHeading {
  const label = piece.label.normalize("NFC").replace(SPACES, " ").trim();
  const title = piece.title.normalize("NFC").replace(SPACES, " ").trim();
  if (piece.kind === "document" || piece.kind === "annex") {
    const { kind } = piece;
    return { ...{ heading, label, title, kind }, word: "", key: label || title, value: [], row: "" };
  }
  const folded = foldText(label);
  const named = readDesignator(folded);
  if (named !== null)
    return {
      ...{ heading, label, title },
      kind: named.row.kind,
      word: named.row.address,
      key: named.number.text,
      value: named.number.value,
      ...throughOf(named.number),
      row: named.row.id,
    };
  const kind = isUnitKind(piece.kind) ? piece.kind : "section";
  const numbered = readOutlineNumber(folded);
  if (numbered !== null)
    return {
      ...{ heading, label, title, kind },
      word: piece.word,
      key: numbered.number.text,
      value: numbered.number.value,
      ...throughOf(numbered.number),
      row: "",
    };
  return {
    ...{ heading, label, title, kind },
    word: "",
    key: label === "" ? title : label,
    value: [],
    row: "",
  };
}

function throughOf({ through }: PrintedNumber): Pick<UnitHeading, "through"> {
  return through === undefined ? {} : { through };
}

function isUnitKind(kind: string): kind is UnitKind {
  return Object.hasOwn(UNIT_KINDS, kind);
}
