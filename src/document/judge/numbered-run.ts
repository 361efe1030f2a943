import { LINE } from "../source/line-class.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import { isVisible } from "./hiding.ts";
import type { JudgedUnit } from "./judged-cut.ts";
import { type CountedLead, isLoneStyle, readCountedLine } from "./read-counted.ts";

/** Lines that are searched for lists: 0-based, the last one excluded. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** The unit to whose text the lines belong, or null. */
  readonly unit: JudgedUnit | null;
}

/** Lines that begin with the numbers of one style, from the first one on. */
export interface NumberedRun extends Stretch {
  readonly style: string;
  readonly leads: readonly (CountedLead & { readonly line: number })[];
}

interface RunOptions {
  /** Classes of lines that no reader sees as text. */
  readonly hiding: ReadonlySet<number>;
  readonly skip?: ReadonlySet<number>;
  /** The number with which a list begins. */
  readonly opening?: number;
}

/** Lines of one stretch that are looked at. */
const MAX_LINES = 20_000;
const MIN_RUN = 2;

/**
 * The lists of a stretch that count up from `opening` without a gap, one or more for each style; numbers of several parts are none, and neither
 * are lines that a reader of Markdown would not see as text.
 */
export function findRuns(
  scanned: ScannedSource,
  { from, to, unit }: Stretch,
  { hiding, skip, opening = 1 }: RunOptions,
): readonly NumberedRun[] {
  const open = new Map<string, (CountedLead & { readonly line: number })[]>();
  const closed: NumberedRun[] = [];
  const close = (style: string) => {
    const leads = open.get(style) ?? [];
    const [first] = leads;
    if (first !== undefined && leads.length >= MIN_RUN)
      closed.push({ style, leads, from: first.line, to, unit });
  };
  for (let line = from; line < Math.min(to, from + MAX_LINES); line++) {
    const kind = scanned.mask.classes[line] ?? LINE.blank;
    if (!isVisible(kind, hiding) || skip?.has(line)) continue;
    const lead = readCountedLine(scanned, line);
    // Behind the marker of a list a number alone is the cell of a table.
    if (lead?.value.length !== 1 || (isLoneStyle(lead.style) && kind === LINE.list)) continue;
    const [value = 0] = lead.value;
    const run = open.get(lead.style);
    if (run !== undefined && value === run.length + opening) run.push({ ...lead, line });
    else if (value === opening) {
      close(lead.style);
      open.set(lead.style, [{ ...lead, line }]);
    }
  }
  for (const style of open.keys()) close(style);
  return closed.sort((one, other) => one.from - other.from);
}
