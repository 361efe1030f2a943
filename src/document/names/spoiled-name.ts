import { WORD_FIRST } from "../conventions/articles.ts";
import type { ConventionRow } from "../conventions/convention.ts";
import type { Designator } from "./designator.ts";
import { foldWord } from "./fold-text.ts";

/** A word with a stop, or with the comma that a scan prints for it, a number, and a mark before a title or the end. */
const SPOILED = /^([\p{L}1|]{3,12})([.,]?) ?(\d{1,4})(?=[.:,]?$|[.:,] ["“«(]?\p{Lu})/u;
/** Letters that scans mistake for each other. */
const ALIKE: readonly (readonly [pattern: RegExp, sign: string])[] = [
  [/rn/gu, "m"],
  [/[eo]/gu, "c"],
  [/[l1|]/gu, "i"],
  [/u/gu, "n"],
];

const ROWS = indexAlike();

/**
 * Reads a name whose word a scan spoiled: with letters that look like its own (`See. 3.`, `Articie 4`), or with a comma for the stop of an
 * abbreviation (`Sec, 7.`). It is one only where its number is missing.
 */
export function readSpoiledName(text: string): Designator | null {
  const [printed = "", word = "", mark = "", digits = ""] = SPOILED.exec(text) ?? [];
  const found = word === "" ? undefined : ROWS.get(alike(foldWord(word)));
  if (found === undefined || (found.isShort ? mark === "" : mark !== "")) return null;
  return {
    row: found.row,
    number: { text: digits, length: digits.length, value: [Number(digits)] },
    start: 0,
    end: printed.length,
  };
}

/** The words that stand before numbers, by what they look like, and whether a stop shortens them. */
function indexAlike(): ReadonlyMap<string, { readonly row: ConventionRow; readonly isShort: boolean }> {
  const rows = new Map<string, { readonly row: ConventionRow; readonly isShort: boolean }>();
  for (const row of WORD_FIRST)
    for (const word of row.words.map(foldWord)) {
      const key = alike(word.replace(/\.$/u, ""));
      if (/^\p{Script=Latin}{3,}\.?$/u.test(word) && !rows.has(key))
        rows.set(key, { row, isShort: word.endsWith(".") });
    }
  return rows;
}

function alike(word: string): string {
  let shown = word;
  for (const [pattern, sign] of ALIKE) shown = shown.replace(pattern, sign);
  return shown;
}
