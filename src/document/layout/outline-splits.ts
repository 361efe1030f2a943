import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { isContainerLine } from "../headings/is-container-line.ts";
import type { HeadingClass } from "../names/classify-heading.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";
import { findContentsEntries } from "./contents-entries.ts";
import { findRestarts } from "./find-restarts.ts";
import { isLetterhead, isVietnamese } from "./is-letterhead.ts";
import { areSeveralActs } from "./several-acts.ts";

/** A place where the source is split: a unit or a container begins, a heading holds the title of the unit below, or a title or a deeper heading stands inside a unit. */
export type Split =
  | {
      readonly role: "unit";
      readonly heading: Heading;
      readonly head: UnitHeading;
      readonly named: HeadingClass | null;
    }
  | {
      readonly role: "container" | "inner" | "title" | "text" | "contents" | "caption";
      readonly heading: Heading;
      readonly named: HeadingClass | null;
    };

/** What the roles of headings are read from. */
export interface SplitInput {
  readonly headings: Rows<Heading>;
  readonly heads: Rows<UnitHeading>;
  /** Lines of headings that are text of a unit: its title, or an entry of the contents in it. */
  readonly textLines: ReadonlySet<number>;
  /** The lines of titles that stand above the name of their unit, by the line of the name. */
  readonly captions: ReadonlyMap<number, number>;
  /** Lines of unit names that hold units and no text of their own. */
  readonly holders: ReadonlySet<number>;
  readonly isOutline: boolean;
}

const PREAMBLE: HeadingClass = {
  kind: "preamble",
  rank: 0,
  sectionType: "preamble",
  number: "",
  words: "preamble",
  end: 0,
};
const NONE: ReadonlySet<number> = new Set();
const PART_NUMBER = /^(?:[A-Z]+|\d{1,3}(?:\/[A-Z])?)$/;
const MAX_PREAMBLE_TITLE = 40;
/** Rank of containers whose words also name the parts of a unit. */
const LOWEST_RANK = 5;

/** Lines from a heading to the next one, if nothing but a blank line and the underline of the heading stands between. */
const MAX_BETWEEN = 3;

/** Rank of a unit's name that holds the units of the reading: below every container. */
export const HOLDER_RANK = 7;

/** The role of every heading, in order; plain and bold lines that have none are skipped. */
export function* splitHeadings(input: SplitInput): Generator<Split> {
  const { headings, heads, textLines, holders, isOutline } = input;
  const captions = new Set(input.captions.values());
  const titleLine =
    !isOutline && areSeveralActs(headings, heads)
      ? -1
      : firstLine(headings, (heading) => heading.shape.level === 1);
  const lastUnit = heads.at(-1)?.heading.line ?? -1;
  const firstUnit = heads.at(0)?.heading.line ?? 0;
  const entries = findContentsEntries(headings, firstUnit);
  const preambleLine = isOutline ? -1 : findPreamble(input, firstUnit);
  const restarts = isOutline ? NONE : findRestarts(headings, heads);
  let openLevel = 0;
  let next = 0;
  for (const heading of headings) {
    const head = heads.at(next);
    if (head?.heading.line === heading.line) {
      yield { role: "unit", heading, head, named: null };
      openLevel = heading.shape.level > 0 ? heading.shape.level : 7;
      next++;
      continue;
    }
    if (textLines.has(heading.line) || entries.has(heading.line)) {
      yield { role: "text", heading, named: null };
      continue;
    }
    if (captions.has(heading.line)) {
      yield { role: "caption", heading, named: null };
      continue;
    }
    if (holders.has(heading.line)) {
      yield { role: "container", heading, named: classOfHolder(heading) };
      openLevel = 0;
      continue;
    }
    const named = classOf(heading, restarts);
    const isLetter = isLetterhead(heading, heads.at(0));
    if (isLetter && heading.line > firstUnit) {
      yield { role: "text", heading, named: null };
      continue;
    }
    if (heading.shape.level > 0) {
      const role = roleOfMarked({
        heading,
        named,
        openLevel,
        isTitle: heading.line < firstUnit && (heading.line === titleLine || isLetter),
        isDirect: isAbove(heading, head?.heading),
      });
      yield { role, heading, named };
      if (role === "container") openLevel = 0;
      continue;
    }
    if (heading.line === preambleLine) {
      yield { role: "container", heading, named: PREAMBLE };
      continue;
    }
    if (isOutline || named === null) continue;
    if (!restarts.has(heading.line) && !isContainerLine(heading, named)) continue;
    if (named.kind === "preamble" && heading.line > firstUnit) continue;
    if (named.kind === "closing" && heading.line < lastUnit) continue;
    yield { role: named.kind === "contents" ? "contents" : "container", heading, named };
    openLevel = 0;
  }
  if (next < heads.length)
    throw new Error("the unit headings of a document must be in the order of its headings");
}

/** What a heading stands for; the title of an act counts only where a numbering starts again behind it. */
function classOf({ line, shape, text }: Heading, restarts: ReadonlySet<number>): HeadingClass | null {
  const { stands } = shape;
  if (!restarts.has(line)) return stands?.kind === "act" ? null : stands;
  return { kind: "act", rank: 0, sectionType: "annex", number: "", words: text, end: text.length };
}

/** What a unit's name stands for where it holds units of another family: `Art 1` of an amending act, `Article I` of bylaws. */
function classOfHolder({ designator, shape, text }: Heading): HeadingClass | null {
  if (designator === null) return shape.stands ?? classOfPart(text);
  const { start, end, row, number } = designator;
  const name = text.slice(start, end);
  const at = name.lastIndexOf(number.text);
  return {
    kind: row.kind,
    rank: HOLDER_RANK,
    sectionType: "body",
    number: number.text,
    words: (at < 0 ? name : name.slice(0, at) + name.slice(at + number.text.length)).trim() || row.address,
    end,
  };
}

/** What a number stands for above units: `II. FINAL PROVISIONS`, `B. Fees`, `2. Fees`. */
function classOfPart(text: string): HeadingClass | null {
  const found = readOutlineNumber(text);
  if (found === null || !PART_NUMBER.test(found.number.text)) return null;
  const { number, end } = found;
  return { kind: "part", rank: HOLDER_RANK, sectionType: "body", number: number.text, words: "PART", end };
}

/**
 * The line of a preamble's heading, or -1. It is found without a table of words: where plain articles follow and no known heading stands
 * before them, it is the first short line of its own after the title line, without a digit and without a mark at its end. In Vietnamese acts
 * such a line names the issuing body.
 */
function findPreamble({ headings, heads, textLines }: SplitInput, firstUnit: number): number {
  const first = heads.at(0);
  if (first?.kind !== "article" || first.heading.shape.level > 0 || isVietnamese(first)) return -1;
  const known = firstLine(headings, isKnown);
  if (known >= 0 && known < firstUnit) return -1;
  const isOpen = (heading: Heading) => heading.line > 0 && !textLines.has(heading.line);
  const found = firstLine(headings, (heading) => isOpen(heading) && isTitleLike(heading));
  return found < firstUnit ? found : -1;
}

function isKnown({ shape }: Heading): boolean {
  return shape.level > 0 || (shape.stands !== null && shape.stands.kind !== "act");
}

/** Line of the first heading that `isWanted` accepts, or -1. */
function firstLine(headings: Rows<Heading>, isWanted: (heading: Heading) => boolean): number {
  for (const heading of headings) if (isWanted(heading)) return heading.line;
  return -1;
}

function isTitleLike(heading: Heading): boolean {
  return (
    heading.shape.alone &&
    heading.text.length <= MAX_PREAMBLE_TITLE &&
    !/[.,;!?。，]$/u.test(heading.text) &&
    !/[\p{Nd}:/_…]/u.test(heading.text)
  );
}

/** True where the next heading begins a unit, on a lower level or without text between. */
function isAbove({ index, line, shape }: Heading, unit: Heading | undefined): boolean {
  if (unit?.index !== index + 1) return false;
  return unit.shape.level > shape.level || unit.line - line <= MAX_BETWEEN;
}

function roleOfMarked(found: {
  readonly heading: Heading;
  readonly named: HeadingClass | null;
  readonly openLevel: number;
  readonly isTitle: boolean;
  /** True where a unit begins directly below. */
  readonly isDirect: boolean;
}): "container" | "inner" | "title" | "contents" {
  const { heading, named, openLevel, isTitle, isDirect } = found;
  if (isTitle && (named === null || named.rank === 0)) return "title";
  if (named?.kind === "contents") return "contents";
  // `### Paragraph 1` below `## Article 2` is a part of it, unless units stand below.
  if (named !== null && (named.rank < LOWEST_RANK || isDirect)) return "container";
  return openLevel > 0 && openLevel < 7 && heading.shape.level > openLevel ? "inner" : "container";
}
