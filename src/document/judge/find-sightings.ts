import type { Heading } from "../headings/heading.ts";
import { classifyHeading } from "../names/classify-heading.ts";
import { type Designator, readDesignator } from "../names/designator.ts";
import { FirstWords } from "../names/first-word.ts";
import { foldText } from "../names/fold-text.ts";
import { hasLeader, readPageEnd } from "../names/page-end.ts";
import { isReference } from "../readings/judge-reference.ts";
import { LINE } from "../source/line-class.ts";
import { textStart } from "../source/line-table.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import { familyOf } from "./family.ts";
import { HIDING } from "./hiding.ts";
import { holdsUnits } from "./holds-units.ts";
import type { CutToJudge } from "./judged-cut.ts";
import type { Sighting } from "./sighting.ts";

/** A document with more names at line starts is judged by the first ones. */
const MAX_SIGHTINGS = 100_000;
const PROBE_BYTES = 160;
/** What may stand before a name: marks of quotes, lists, tables and emphasis, opening brackets and quotation marks, tags. */
const LEAD = /^(?:[\s>|*_+\-#•·–—[\]\\"'“„«(]|<[^<>]{0,200}>){1,24}/u;
const QUOTED = /["“„«]$|^\s*(?:[>|]|["“„«])/u;
/** 1 for every ASCII mark that may stand before a name. */
const ONE_BYTE_LEADS = new Uint8Array(256);
for (const mark of " \t>|*_+-#[]\\\"'(") ONE_BYTE_LEADS[mark.charCodeAt(0)] = 1;
const TABLE_OR_QUOTE: ReadonlySet<number> = new Set([LINE.quote, LINE.table]);

/** What names of known conventions stand at line starts beside the heads of units. */
export interface Sightings {
  /** Those that head no unit, in order. */
  readonly sightings: readonly Sighting[];
  /** The names of those that hold units, as {@link nameOf} makes them. */
  readonly holders: ReadonlySet<string>;
}

/** One name for a number of a family. */
export function nameOf(family: string, value: readonly number[]): string {
  return `${family} ${value.join(".")}`;
}

/**
 * Every line start with the name of a unit of a known convention that is no head of a unit: from the headings, and from the lines that the
 * search for headings does not look at.
 */
export function findSightings(cut: CutToJudge): Sightings {
  const { scanned, headings, heads, range } = cut;
  const sightings: Sighting[] = [];
  const holders = new Set<string>();
  const held = new Set(cut.reading.holders);
  const words = new FirstWords(scanned.source);
  const looks = new Set(heads.map(({ heading }) => lookOf(heading)));
  let heading = 0;
  let head = 0;
  for (let line = range.firstLine; line < range.lastLine && sightings.length < MAX_SIGHTINGS; line++) {
    const found = headings.at(heading);
    const isHeading = found?.line === line;
    if (isHeading) heading++;
    if (heads.at(head)?.heading.line === line) {
      head++;
      continue;
    }
    const sighting =
      isHeading && found.shape.isNamed
        ? fromHeading(found, looks)
        : mayHide(scanned, line, words)
          ? fromLine(scanned, line)
          : null;
    if (sighting === null) continue;
    if (isHeading && (held.has(line) || holdsUnits(cut, found, heads.at(head))))
      holders.add(nameOf(sighting.family, sighting.value));
    else sightings.push(sighting);
  }
  return { sightings, holders };
}

/** How a heading is printed; a name inside a paragraph looks like none that begins one. */
function lookOf({ shape }: Heading): string {
  return shape.level > 0 ? `level ${shape.level}` : `${shape.form} ${shape.startsBlock}`;
}

function fromHeading(heading: Heading, looks: ReadonlySet<string>): Sighting | null {
  const { designator, line, shape } = heading;
  if (designator === null || isContentsLine(heading.raw)) return null;
  if (shape.level === 0 && isReference(heading)) return null;
  const marked = shape.level > 0 || shape.form === "bold";
  return makeSighting(designator, heading.text, {
    line,
    marked,
    quoted: shape.quoted,
    hidden: false,
    opens: shape.opens,
    isLikeUnit: looks.has(lookOf(heading)),
  });
}

/** True where marks stand before the first word, or where the search for headings does not look, and a name may follow. */
function mayHide({ source, table, mask }: ScannedSource, line: number, words: FirstWords): boolean {
  const kind = mask.classes[line] ?? LINE.blank;
  if (kind === LINE.blank || kind === LINE.frontMatter || kind === LINE.rule) return false;
  let at = textStart(source, table, line);
  const start = at;
  const end = Math.min(table.textEnds[line] ?? at, at + PROBE_BYTES);
  let isSigned = false;
  for (let length = isLead(source, at); at < end && length > 0; length = isLead(source, at)) {
    // A section sign counts as a lead here.
    isSigned ||= length === 2;
    at += length;
  }
  const isSeen = kind === LINE.paragraph || kind === LINE.continuation;
  if (at === end || (isSeen && isSpaceOnly(source, start, at))) return false;
  return source[at] === 0x3c || isSigned || words.mayNameUnit(at, end);
}

/** Length of the mark at a byte that may stand before a name, or 0. */
function isLead(source: Uint8Array, at: number): number {
  const byte = source[at] ?? 0;
  if (byte === 0xe2 && source[at + 1] === 0x80) return 3;
  if (byte === 0xc2) return 2;
  return ONE_BYTE_LEADS[byte] ?? 0;
}

function isSpaceOnly(source: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((source[at] ?? 0) > 0x20) return false;
  return true;
}

function fromLine(scanned: ScannedSource, line: number): Sighting | null {
  const { source, table, mask } = scanned;
  const start = textStart(source, table, line);
  const end = Math.min(table.textEnds[line] ?? start, start + PROBE_BYTES);
  const printed = source.toString("utf8", start, end);
  const lead = LEAD.exec(printed)?.[0] ?? "";
  const text = foldText(printed.slice(lead.length));
  const designator = readDesignator(text);
  if (designator === null || isContentsLine(printed)) return null;
  const shape = { wideGap: false, startsBlock: true };
  const rest = text.slice(designator.end);
  const closed = { text: text.slice(0, designator.end) + rest.replace(/^[*_\]\\]+/u, ""), designator, shape };
  if (isReference(closed)) return null;
  // `(Điều 1 Thông tư …)` tells the source of an article.
  const isSource = lead.endsWith("(") && /^\s?\p{L}/u.test(rest);
  const quoted = isSource || QUOTED.test(lead) || TABLE_OR_QUOTE.has(mask.classes[line] ?? 0);
  const hidden = HIDING.has(mask.classes[line] ?? 0);
  return makeSighting(designator, text, {
    line,
    marked: /[*_#]/u.test(lead),
    quoted,
    hidden,
    opens: true,
    isLikeUnit: false,
  });
}

/** True for a line that ends with a leader, with the number of a page, or in the cell of a table with either. */
function isContentsLine(printed: string): boolean {
  const end = readPageEnd(printed.trimEnd().replace(/\|$/, ""));
  return hasLeader(end) || end.before.endsWith("···");
}

function makeSighting(
  designator: Designator,
  text: string,
  found: Pick<Sighting, "line" | "marked" | "quoted" | "hidden" | "opens" | "isLikeUnit">,
): Sighting | null {
  const { row, number, start, end } = designator;
  // `1) § 5` is a note about § 5.
  const isNote = row.order === "after" && /^ ?\p{Nd}/u.test(text.slice(end));
  if (number.value.length === 0 || isNote) return null;
  const label = text.slice(start, end).trim();
  const mayContain = (classifyHeading(text)?.rank ?? 0) > 0;
  return { ...found, mayContain, row, family: familyOf(row.address), label, value: number.value };
}
