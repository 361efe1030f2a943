import type { Doubt } from "../../domain/doubts.ts";
import { RECITAL_WORDS } from "../conventions/recital-words.ts";
import { foldWord } from "../names/fold-text.ts";
import { LINE } from "../source/line-class.ts";
import { readText } from "../source/scanned-source.ts";
import { type JudgedCut, lineAt } from "./judged-cut.ts";
import { regionsWithApart } from "./regions-apart.ts";

/** Recitals may be longer than the articles; where units have a smaller share than this, a person should look. */
const LOW_SHARE = 0.5;
/** Few acts have ten times as many recitals as articles; below this share the units are lost. */
const LOST_SHARE = 0.1;
/** A short document may have more preamble than articles. */
const MIN_BYTES = 4000;

/** So many paragraphs that begin as recitals do are the recitals of the act. */
const MIN_RECITALS = 3;
const RECITALS: ReadonlySet<string> = new Set(RECITAL_WORDS.map(foldWord));
const PROBE_BYTES = 80;
/** The first two words of a line, and the first one. */
const FIRST_WORDS = /^[\s>*_"“«]{0,8}(([\p{L}\p{M}]+)(?: [\p{L}\p{M}]+)?)/u;

/** A cut that leaves out most of the text; annexes, recitals and preambles are no units by rule, and front matter is no text. */
export function* askCoverage(cut: JudgedCut): Generator<Doubt> {
  const first = cut.units.at(0)?.startByte ?? 0;
  const start = cut.scanned.table.starts[frontMatterLines(cut)] ?? 0;
  let inUnits = 0;
  let outside = 0;
  let largest = { bytes: 0, startByte: 0 };
  for (const { role, startByte, endByte, isApart } of regionsWithApart(cut)) {
    const bytes = endByte - Math.max(startByte, Math.min(start, endByte));
    if (role === "unit") inUnits += bytes;
    else if (
      role !== "excluded" &&
      !isApart &&
      !(startByte < first && holdsRecitals(cut, startByte, endByte))
    ) {
      outside += bytes;
      if (bytes > largest.bytes) largest = { bytes, startByte };
    }
  }
  const all = inUnits + outside;
  if (all < MIN_BYTES || inUnits >= all * LOW_SHARE) return;
  yield {
    code: "LOW_COVERAGE",
    line: lineAt(cut.scanned.table, largest.startByte) + 1,
    message: `${outside} of ${all} bytes belong to no unit; the largest piece, ${largest.bytes} bytes, begins here`,
    ...(inUnits < all * LOST_SHARE ? {} : { isMild: true }),
  };
}

/** True where several paragraphs begin as recitals do. */
function holdsRecitals({ scanned }: JudgedCut, startByte: number, endByte: number): boolean {
  const end = lineAt(scanned.table, endByte);
  let recitals = 0;
  for (let line = lineAt(scanned.table, startByte); line < end && recitals < MIN_RECITALS; line++) {
    const [, two = "", one = ""] = FIRST_WORDS.exec(readText(scanned, line, PROBE_BYTES)) ?? [];
    if (one !== "" && (RECITALS.has(foldWord(one)) || RECITALS.has(foldWord(two)))) recitals++;
  }
  return recitals >= MIN_RECITALS;
}

function frontMatterLines({ scanned }: JudgedCut): number {
  let line = 0;
  while (scanned.mask.classes[line] === LINE.frontMatter) line++;
  return line;
}
