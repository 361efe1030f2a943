import { isCapital, isDigit } from "../names/ascii.ts";
import { type Designator, readDesignator } from "../names/designator.ts";
import { foldText } from "../names/fold-text.ts";
import { readBlockMask } from "../source/block-mask.ts";
import { LINE } from "../source/line-class.ts";
import { breakLines, textStart } from "../source/line-table.ts";
import type { ScannedSource } from "../source/scanned-source.ts";

/** Bytes at the start of a paragraph in which its name has to stand. */
const MAX_TITLE_BYTES = 120;
const NAME_BYTES = 60;
const MIN_TITLED = 3;
/** Articles without a title may stand between two, and before the first. */
const MAX_STEP = 3;
/** Share of these names whose number follows the one before. */
const MIN_COUNTED = 0.8;
const STOP = 0x2e;
const SPACE = 0x20;
/** 1 for every digit, and for the marks that no title holds. */
const ENDS = new Uint8Array(256).fill(1, 0x30, 0x3a);
for (const sign of ";:!?|#*_()") ENDS[sign.charCodeAt(0)] = 1;
const TITLE = /^\p{Lu}/u;
const NAMED = /^\p{Lu}/u;
const CLOSED = /^[.:]? ?(?=\p{Lu}|\(|$)|^[.:] /u;

interface Titled {
  /** First byte of the name. */
  readonly at: number;
  readonly name: Designator;
}

/**
 * The source with a line break, without a byte of its own, before the names behind the titles with which nearly all paragraphs of its units
 * begin (`Scope Art. 1. (1) This Act …`), as a conversion of pages with marginal notes prints them: these count up.
 */
export function splitTitled(scanned: ScannedSource): ScannedSource {
  const { source, table, mask } = scanned;
  const byRow = new Map<string, Titled[]>();
  for (let line = 0; line < table.count; line++) {
    if (mask.classes[line] !== LINE.paragraph) continue;
    const titled = readTitled(source, textStart(source, table, line), table.textEnds[line] ?? 0);
    if (titled === null) continue;
    const { id } = titled.name.row;
    const known = byRow.get(id);
    if (known === undefined) byRow.set(id, [titled]);
    else known.push(titled);
  }
  const found = [...byRow.values()].find(countsUp);
  if (found === undefined) return scanned;
  const broken = breakLines(
    table,
    found.map(({ at }) => at),
  );
  return { ...scanned, table: broken, mask: readBlockMask(source, broken) };
}

function countsUp(titled: readonly Titled[]): boolean {
  const numbers = titled.map(({ name }) => name.number.value[0] ?? 0);
  const counted = numbers.filter((number, index) => {
    const before = numbers[index - 1] ?? 0;
    return number >= before && number <= before + MAX_STEP;
  });
  return titled.length >= MIN_TITLED && counted.length >= titled.length * MIN_COUNTED;
}

/** The name before the first digit of a line, behind words that may be its title, or null. */
function readTitled(source: Buffer, start: number, end: number): Titled | null {
  const first = source[start] ?? 0;
  if (first < 0x80 && !isCapital(first)) return null;
  const last = Math.min(end, start + MAX_TITLE_BYTES);
  let digit = start;
  while (digit < last && ENDS[source[digit] ?? 0] === 0) digit++;
  if (digit === last || !isDigit(source[digit] ?? 0)) return null;
  let at = digit;
  while (at > start && (source[at - 1] === SPACE || source[at - 1] === STOP)) at--;
  while (at > start && source[at - 1] !== SPACE) at--;
  const title = source.toString("utf8", start, at);
  if (at === start || title.includes(".") || !TITLE.test(title)) return null;
  const text = foldText(source.toString("utf8", at, Math.min(end, at + NAME_BYTES)));
  const name = NAMED.test(text) ? readDesignator(text) : null;
  return name !== null && CLOSED.test(text.slice(name.end)) ? { at, name } : null;
}
