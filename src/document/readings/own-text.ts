import type { Rows } from "../../collections/rows.ts";
import { FULL_STOPS } from "../conventions/full-stops.ts";
import type { Heading } from "../headings/heading.ts";
import { LINE } from "../source/line-class.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import type { UnitHeading } from "./unit-heading.ts";

/** Characters that may stand between a name and its title, and after it. */
const SEPARATOR_CHARS = 6;
const BARE = 1;
const SENTENCE_END = new RegExp(`[.;,:。；，${FULL_STOPS}]$`, "u");

/** Tells whether a unit heading is followed by text of its own, or by the next heading at once. */
export class OwnText {
  readonly #scanned: ScannedSource;
  readonly #headings: Rows<Heading>;
  /** For every line, the first line from it on that holds text of its own; found when it is first asked for. */
  #nextOwn: Uint32Array | null = null;

  constructor(scanned: ScannedSource, headings: Rows<Heading>) {
    this.#scanned = scanned;
    this.#headings = headings;
  }

  /** True when text follows the name, on its line or on a line before `next`. */
  isBetween(head: UnitHeading, next: number): boolean {
    return this.measure(head, next, 1) > 0;
  }

  /** Bytes of text that follow the name, on its line and on the lines before `next`; counted up to `limit`. */
  measure(head: UnitHeading, next: number, limit: number): number {
    const { starts, textEnds } = this.#scanned.table;
    this.#nextOwn ??= this.#findNext();
    const own = head.heading.line;
    let bytes = runsIn(head) ? Math.max(1, (textEnds[own] ?? 0) - (starts[own] ?? 0) - head.label.length) : 0;
    for (
      let line = this.#nextOwn[own + 1] ?? next;
      line < next && bytes < limit;
      line = this.#nextOwn[line + 1] ?? next
    )
      bytes += (textEnds[line] ?? 0) - (starts[line] ?? 0);
    return bytes;
  }

  /** A line that is blank, a title or the name of a container holds no text of its own. */
  #findNext(): Uint32Array {
    const { table, mask } = this.#scanned;
    const nextOwn = new Uint32Array(table.count);
    for (const heading of this.#headings) {
      const { shape } = heading;
      if (shape.stands !== null || shape.level > 0 || (shape.alone && !SENTENCE_END.test(heading.text)))
        nextOwn[heading.line] = BARE;
    }
    let next = table.count;
    for (let line = table.count - 1; line >= 0; line--) {
      const kind = mask.classes[line];
      const isEmpty = table.textEnds[line] === table.starts[line] || kind === LINE.blank;
      if (nextOwn[line] !== BARE && !isEmpty && kind !== LINE.underline && kind !== LINE.rule) next = line;
      nextOwn[line] = next;
    }
    return nextOwn;
  }
}

/** True when the text of a unit begins on the line of its name. */
function runsIn({ heading, label, title }: UnitHeading): boolean {
  const { shape, text } = heading;
  if (shape.level > 0) return false;
  return !shape.alone || text.length > label.length + title.length + SEPARATOR_CHARS;
}
