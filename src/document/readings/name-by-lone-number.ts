import type { Heading } from "../headings/heading.ts";
import { readNumber, readNumberWord } from "../names/numbers.ts";
import type { NumberedHead } from "./numbered-head.ts";

const ROMAN = /^[IVXL]{1,8}$/u;

/** The provision that a Roman numeral or a word that counts begins alone on its line (`I` or `Primera` below `DISPOSICIONES TRANSITORIAS`), or null. */
export function nameByLoneNumber(heading: Heading): NumberedHead | null {
  if (!heading.shape.alone) return null;
  const label = heading.text.replace(/\.$/u, "");
  const word = readNumberWord(label, 0);
  const isWord = word !== null && word.length === label.length;
  const number = isWord ? word : ROMAN.test(label) ? readNumber(label, 0) : null;
  if (number === null) return null;
  const name = isWord
    ? ({ kind: "clause", word: "CLAUSE" } as const)
    : ({ kind: "section", word: "SECTION" } as const);
  const head = { heading, label, title: "", ...name, key: label, value: number.value, row: "" };
  return { style: isWord ? "ordinal" : "roman-alone", head };
}
