import type { Doubt } from "../../domain/doubts.ts";
import { isDigit } from "../names/ascii.ts";
import { LINE } from "../source/line-class.ts";
import { indentOf } from "../source/line-shape.ts";
import { textStart } from "../source/line-table.ts";
import { isVisible } from "./hiding.ts";
import { type JudgedCut, type JudgedUnit, unitBefore } from "./judged-cut.ts";
import { linesOfContents } from "./read-contents.ts";

/** A shorter count is a list that happens to go on. */
const MIN_COUNT = 3;
const MAX_DIGITS = 4;
const SPACE = 0x20;
const STOP = 0x2e;
const BRACKET = 0x29;

/** Numbers of one column and closing mark that count up from 1 through the document. */
interface Count {
  readonly firstLine: number;
  last: number;
  /** The units in which they stand; null for the text outside of units. */
  readonly places: Set<JudgedUnit | null>;
  isBroken: boolean;
}

/**
 * Numbers at line starts that count up once through the whole document, in the text of units and outside of them: the provisions of another
 * reading. Paragraphs that count on from unit to unit stand inside units only.
 */
export function* askRunning(cut: JudgedCut): Generator<Doubt> {
  const { range, judged } = cut;
  if (judged.some(({ head }) => head.row === "" && head.value.length > 0)) return;
  const skip = new Set(linesOfContents(cut));
  const counts = new Map<string, Count>();
  for (let line = range.firstLine; line < range.lastLine; line++) {
    const lead = skip.has(line) ? null : readLead(cut, line);
    if (lead === null) continue;
    const unit = unitBefore(judged, line);
    if (unit?.line === line) continue;
    const place = unit !== undefined && line < unit.endLine ? unit : null;
    const count = counts.get(lead.style);
    if (count === undefined)
      counts.set(lead.style, {
        firstLine: line,
        last: lead.value,
        places: new Set([place]),
        isBroken: lead.value !== 1,
      });
    else if (lead.value !== count.last + 1) count.isBroken = true;
    else {
      count.last = lead.value;
      count.places.add(place);
    }
  }
  for (const { firstLine, last, places, isBroken } of counts.values())
    if (!isBroken && last >= MIN_COUNT && places.has(null) && places.size > 1)
      yield {
        code: "LIST_LEFT_OUT",
        line: firstLine + 1,
        message: `the lines numbered "1" to "${last}" stand in units and outside of them`,
        isMild: true,
      };
}

/** The number with which a visible line begins, with its column and the mark that closes it. */
function readLead(
  { scanned, hiding }: JudgedCut,
  line: number,
): { readonly style: string; readonly value: number } | null {
  const { source, table, mask } = scanned;
  if (!isVisible(mask.classes[line] ?? LINE.blank, hiding)) return null;
  const end = table.textEnds[line] ?? 0;
  const { columns, at } = indentOf(source, textStart(source, table, line), end);
  let to = at;
  while (to < end && to - at <= MAX_DIGITS && isDigit(source[to] ?? 0)) to++;
  if (to === at || to - at > MAX_DIGITS) return null;
  const mark = source[to] ?? SPACE;
  if (mark !== STOP && mark !== BRACKET) return null;
  if (to + 1 < end && source[to + 1] !== SPACE) return null;
  return { style: `${columns} ${mark}`, value: Number(source.toString("latin1", at, to)) };
}
