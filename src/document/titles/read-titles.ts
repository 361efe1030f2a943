import type { Rows } from "../../collections/rows.ts";
import { UNSTOPPED } from "../conventions/full-stops.ts";
import type { Heading } from "../headings/heading.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";
import { UnitHeadingList } from "../readings/unit-heading-list.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import {
  type FoundTitle,
  findTitles,
  type TitlePlace,
  type TitleRange,
  type TitleSource,
} from "./find-titles.ts";
import { TitleLines } from "./title-lines.ts";
import { findTitlesAbove, type TitleAbove } from "./titles-above.ts";

/** The unit headings with their titles, and the lines that titles take beside the line of the name. */
export interface Titled {
  readonly heads: Rows<UnitHeading>;
  readonly lines: ReadonlySet<number>;
  /** The lines of titles that stand above the name of their unit, by the line of the name. */
  readonly captions: ReadonlyMap<number, number>;
}

export interface TitlesInput {
  readonly scanned: ScannedSource;
  readonly headings: Rows<Heading>;
  readonly heads: Rows<UnitHeading>;
  /** One past the last line of the document. */
  readonly lastLine: number;
}

interface Evidence {
  /** Units that leave this place open. */
  readonly open: number;
  /** Units that have words there which read as a title. */
  readonly clear: number;
  /** Units in which the first of numbered paragraphs follows those words. */
  readonly counted: number;
  readonly different: Set<string>;
}

/** Units that are read for evidence; further ones follow the same layout. */
const MAX_EVIDENCE = 2000;
const MIN_UNITS = 2;
/** Share of the units that must show a title at a place. */
const MIN_SHARE = 0.5;
/** Lines that repeat are notes; titles differ, or stand above numbered paragraphs. */
const MIN_DIFFERENT = 0.6;
const NONE: ReadonlyMap<number, TitleAbove> = new Map();

/**
 * Adds the titles that stand apart from the unit's name: on a line of their own, between number and text, or wrapped. A line is a title only
 * where most units of the document show one at the same place; so are words beside the name in a script that ends no sentence with a mark.
 */
export function readTitles({ scanned, headings, heads, lastLine }: TitlesInput): Titled {
  const source: TitleSource = { scanned, headings, lines: new TitleLines(scanned) };
  const places = establish(source, heads, lastLine);
  const isOpen = [...places].every((place) => place === "text");
  const above = isOpen ? findTitlesAbove(headings, heads, source.lines) : NONE;
  const captions = new Map([...above].map(([name, { line }]) => [name, line]));
  const isKept = ({ heading, title }: UnitHeading) =>
    heading.shape.level > 0 || places.has("beside") || !UNSTOPPED.test(title);
  if (places.size === 0 && above.size === 0 && [...heads].every(isKept))
    return { heads, lines: new Set(), captions };
  const titled = new UnitHeadingList(headings);
  const lines = new Set<number>();
  for (const [each, range] of withRanges(heads, lastLine)) {
    const head = isKept(each) ? each : { ...each, title: "" };
    const caption = above.get(head.heading.line);
    if (caption !== undefined) {
      titled.push({ ...head, title: caption.title });
      continue;
    }
    const found = findTitles(source, head, range).find((each) => each.title !== "" && places.has(each.place));
    titled.push(found === undefined ? head : { ...head, title: found.place === "text" ? "" : found.title });
    for (const line of found?.lines ?? []) lines.add(line);
  }
  return { heads: titled, lines, captions };
}

/** The places where most units of the document show a title. */
export function establish(
  source: TitleSource,
  heads: Rows<UnitHeading>,
  lastLine: number,
): ReadonlySet<TitlePlace> {
  const evidence = new Map<TitlePlace, Evidence>();
  let read = 0;
  for (const [head, range] of withRanges(heads, lastLine)) {
    if (++read > MAX_EVIDENCE) break;
    for (const found of findTitles(source, head, range))
      evidence.set(found.place, count(evidence.get(found.place), found));
  }
  const places = [...evidence].filter(
    ([place, { open, clear, counted, different }]) =>
      clear >= (place === "text" ? 1 : MIN_UNITS) &&
      clear >= open * MIN_SHARE &&
      Math.max(different.size, counted) >= clear * MIN_DIFFERENT,
  );
  return new Set(places.map(([place]) => place));
}

function count(before: Evidence | undefined, { isClear, isCounted, title }: FoundTitle): Evidence {
  const { open = 0, clear = 0, counted = 0, different = new Set<string>() } = before ?? {};
  if (!isClear) return { open: open + 1, clear, counted, different };
  different.add(title);
  return { open: open + 1, clear: clear + 1, counted: counted + (isCounted === true ? 1 : 0), different };
}

/** Every unit with the line of the next one. */
export function* withRanges(
  heads: Rows<UnitHeading>,
  lastLine: number,
): Generator<readonly [UnitHeading, TitleRange]> {
  let open: UnitHeading | null = null;
  for (const head of heads) {
    if (open !== null) yield [open, { before: head.heading.line }];
    open = head;
  }
  if (open !== null) yield [open, { before: lastLine }];
}
