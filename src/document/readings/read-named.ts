import { partitionPoint } from "../../collections/partition-point.ts";
import { type Rows, rowAt } from "../../collections/rows.ts";
import { COUNTED_APART } from "../conventions/articles.ts";
import { isOutsideCount } from "../conventions/number-words.ts";
import type { Heading } from "../headings/heading.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import { formOf } from "./collect-marks.ts";
import { codifiedInside, findCodified, isCodified } from "./find-codified.ts";
import { type Family, findOuter, NO_OUTER, type Outer } from "./find-outer.ts";
import { joinSequences } from "./join-sequences.ts";
import { longestAscents } from "./longest-ascents.ts";
import { mergeHeads } from "./merge-heads.ts";
import type { OwnText } from "./own-text.ts";
import { findSeparators, type Separators } from "./separators.ts";
import { takeUp } from "./take-up.ts";
import { familyOf } from "./unit-family.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";
import { weigh } from "./weigh.ts";
import { widenMarkdown } from "./widen-markdown.ts";
import { withoutQuoted } from "./without-quoted.ts";

/** The input that all readings of one document share. */
export interface ReadingInput {
  readonly scanned: ScannedSource;
  readonly headings: Rows<Heading>;
  /** Headings that begin with a unit's name, without references and without the entries of a table of contents. */
  readonly marks: Rows<UnitHeading>;
  readonly ownText: OwnText;
  /** The numbers that a reader sees, by line, of the items of lists that print one number each time. */
  readonly shown: ReadonlyMap<number, number>;
  readonly lines: number;
  /** The beginning of a line's text. */
  readonly readLine: (line: number) => string;
  /** True when the source has no ATX heading. */
  readonly isPlainText: boolean;
}

/** A tight reading (headings inside paragraphs) counts only if it finds this many times more than the block starts. */
const TIGHT_GAIN = 1.5;
const MIN_TIGHT = 3;
/** So many numbers are missing between two heads at most where those in a quotation are taken for them. */
const MAX_MISSING = 3;

/** One reading for every family of unit names in the document, best first. */
export function readNamed(input: ReadingInput): readonly Reading[] {
  const separators = findSeparators(input.headings);
  const families = groupFamilies(input, separators);
  const { dropped, outerOf } = findOuter(families, input);
  const readings: Reading[] = [];
  for (const family of families) {
    if (dropped.has(family.name)) continue;
    readings.push(
      completeReading(family, { input, separators, outer: outerOf.get(family.name) ?? NO_OUTER }),
    );
  }
  return joinSequences(
    readings.sort((a, b) => b.score - a.score),
    { input, separators },
  );
}

/**
 * The base reading of a family, widened by other names at its levels, by those outer headings that hold none of its units, and by headings of
 * its own in other forms.
 */
function completeReading(
  { base, others }: Family,
  context: { readonly input: ReadingInput; readonly separators: Separators; readonly outer: Outer },
): Reading {
  const { input, separators, outer } = context;
  const holders = outer.holders.map(({ heading }) => heading.line);
  const wide = base.form === "markdown" ? widenMarkdown(base, input, holders) : base.heads;
  const more = [...outer.leaves, ...codifiedInside(base.heads, others, input)];
  const heads = takeUp(mergeHeads(wide, more, input.headings), others, {
    input,
    separators: separators.with(holders),
  });
  const { id, form, coverage } = base;
  return { ...weigh(id, form, heads, input.lines), coverage, holders };
}

function groupFamilies(input: ReadingInput, separators: Separators): readonly Family[] {
  const groups = new Map<string, Map<Reading["form"], UnitHeadingList>>();
  for (const mark of input.marks) {
    const name = familyOf(mark);
    const forms = groups.get(name) ?? new Map<Reading["form"], UnitHeadingList>();
    groups.set(name, forms);
    const form = formOf(mark.heading);
    const heads = forms.get(form);
    if (heads === undefined) forms.set(form, new UnitHeadingList(input.headings, [mark]));
    else heads.push(mark);
  }
  const families: Family[] = [];
  for (const [name, forms] of groups) {
    const base = bestForm(forms, { input, separators });
    if (base !== null) families.push({ name, base, others: othersOf(base, name, input) });
  }
  return families;
}

/** The reading of a family in the form that weighs most, or null where the family has only names inside paragraphs that don't count up. */
function bestForm(
  forms: ReadonlyMap<Reading["form"], Rows<UnitHeading>>,
  context: { readonly input: ReadingInput; readonly separators: Separators },
): Reading | null {
  const { input } = context;
  let best: Reading | null = null;
  for (const [form, heads] of forms) {
    const kept =
      form === "tight"
        ? countTight(heads, forms.get("plain") ?? [], context)
        : withoutQuoted(heads, input.headings);
    if (kept.length === 0) continue;
    const reading = weigh(mainRow(kept), form, kept, input.lines);
    if (best === null || reading.score > best.score) best = reading;
  }
  return best;
}

/**
 * The names inside paragraphs and at the starts of blocks that ascend; none where they are few, or hardly more than the starts. Behind a
 * container or at the start of a block the numbers may start again.
 */
function countTight(
  heads: Rows<UnitHeading>,
  starts: Rows<UnitHeading>,
  { input, separators }: { readonly input: ReadingInput; readonly separators: Separators },
): Rows<UnitHeading> {
  const lines = heads.filter(({ heading }) => heading.shape.opens);
  const all = [...lines, ...starts].sort((a, b) => a.heading.line - b.heading.line);
  const lineOf = (index: number) => all[index]?.heading.line ?? -1;
  const restarts = {
    may: (index: number) =>
      all[index]?.heading.shape.startsBlock === true || separators.between(lineOf(index - 1), lineOf(index)),
    must: (index: number) => separators.isAbove(lineOf(index)),
  };
  const values = all.map((head) => (isCountedApart(head) ? [] : head.value));
  const coded = findCodified(all, input);
  const counted = new Set(longestAscents(values, restarts));
  const chosen =
    coded.length > 0 ? coded : all.filter((head, index) => counted.has(index) || isCountedApart(head));
  const kept = new UnitHeadingList(input.headings, chosen);
  return kept.length < MIN_TIGHT || kept.length <= starts.length * TIGHT_GAIN ? [] : kept;
}

function isCountedApart({ row, key }: UnitHeading): boolean {
  return COUNTED_APART.has(row) || isOutsideCount(key);
}

function othersOf(base: Reading, family: string, input: ReadingInput): Rows<UnitHeading> {
  const own = new Uint8Array(input.headings.length);
  for (const { heading } of base.heads) own[heading.index] = 1;
  const others = new UnitHeadingList(input.headings);
  for (const mark of input.marks)
    if (
      own[mark.heading.index] !== 1 &&
      (!mark.heading.shape.quoted || isCodified(mark) || isMissing(base.heads, mark)) &&
      familyOf(mark) === family
    )
      others.push(mark);
  return others;
}

/** True for one of the few numbers that the heads around a name leave out: a stray mark opened the quotation in which it stands. */
function isMissing(heads: Rows<UnitHeading>, { heading, value }: UnitHeading): boolean {
  const [number = 0] = value;
  const at = partitionPoint(heads.length, (index) => rowAt(heads, index).heading.line > heading.line);
  const [before = -1] = heads.at(at - 1)?.value ?? [];
  const [behind = -1] = heads.at(at)?.value ?? [];
  if (at === 0 || value.length !== 1 || behind - before > MAX_MISSING + 1) return false;
  return before < number && number < behind;
}

/** The id of the row that names most of the headings. */
function mainRow(heads: Iterable<UnitHeading>): string {
  const counts = new Map<string, number>();
  for (const { row } of heads) counts.set(row, (counts.get(row) ?? 0) + 1);
  return [...counts].reduce((best, found) => (found[1] > best[1] ? found : best), ["", 0])[0];
}
