import type { Doubt } from "../../domain/doubts.ts";
import { foldWord } from "../names/fold-text.ts";
import { readLead } from "../readings/numbered-head.ts";
import { LINE } from "../source/line-class.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";
import { isUnstopped } from "./holds-sentence.ts";
import { isFormOrTable } from "./is-form-or-table.ts";
import { type JudgedCut, lineAt } from "./judged-cut.ts";
import { findRuns, type NumberedRun, type Stretch } from "./numbered-run.ts";
import { linesOfContents } from "./read-contents.ts";
import { isLoneStyle } from "./read-counted.ts";
import { titleAbove } from "./title-above.ts";

/** A list with fewer numbers, or a smaller share of the text, is no large loss. */
const MIN_LARGE = 3;
const LARGE_SHARE = 0.1;
/** More small lists than this are told in one doubt. */
const MAX_SMALL = 2;
/** Behind a heading in a unit, numbers alone are no provisions where there are fewer units than this. */
const MIN_UNITS = 3;
/** `Article 5. 1. The council`: the list of the article begins on the line of its name. */
const RUN_IN = /\s1[.)]?\s/u;
/** A longer line is text. */
const MAX_ENTRY_CHARS = 80;
/** A longer line with a stop at its end is no title. */
const MAX_TITLE_CHARS = 40;
const PROBE_BYTES = 400;
const BEGINS_TITLE = /^[\p{Lu}\p{Lo}]/u;
const ENDS_OPEN = /[.,;:。，；：]$/u;
const ENDS_SENTENCE = /[.;。；]\s*$/u;
const MARKS = /^[\s.)\-–—]+/u;
/** A row of a table. */
const ROW = /^\s*\|/u;
const PAGE = /[\s.…·_]*\d*$/u;

/**
 * Lists that begin with the first number and stand outside the units, or behind a heading in the last unit of a sequence, in a style in which
 * no unit has a list: the articles of a resolution, of transitional provisions, of a schedule.
 */
export function* askLists(cut: JudgedCut): Generator<Doubt> {
  const { hiding } = cut;
  const skip = new Set(linesOfContents(cut));
  const found: NumberedRun[] = [];
  for (const stretch of outsideOf(cut)) found.push(...findRuns(cut.scanned, stretch, { hiding, skip }));
  for (const stretch of lastTextsOf(cut))
    found.push(...findRuns(cut.scanned, stretch, { hiding }).filter((run) => isBehindTitle(cut, run)));
  const runs = found.length === 0 ? [] : withoutContents(cut, found);
  const usual = usualStyles(cut, runs);
  const left = runs.filter(
    (run) =>
      (!usual.has(run.style) || (run.unit === null && isTitled(cut, run))) &&
      !isFormOrTable(cut.scanned, run),
  );
  const small = left.filter((run) => cut.annexed.has(run.from) || !isLarge(cut, run));
  for (const run of small.length > MAX_SMALL ? left.filter((run) => !small.includes(run)) : left)
    yield { ...listDoubt(run, ""), ...(small.includes(run) ? { isMild: true } : {}) };
  const [first] = small;
  if (first !== undefined && small.length > MAX_SMALL)
    yield { ...listDoubt(first, `, and so do ${small.length - 1} other lists`), isMild: true };
}

function listDoubt({ leads, from, unit }: NumberedRun, more: string): Doubt {
  const names = `"${leads[0]?.label}" to "${leads.at(-1)?.label}"`;
  const place = unit === null ? "stand in no unit" : `stand in the text of ${unit.head.label}`;
  const message = `the lines numbered ${names} ${place}${more}`;
  return { code: "LIST_LEFT_OUT", line: from + 1, message };
}

/** The text between the units, and before the first and behind the last of them. */
function* outsideOf({ regions, scanned }: JudgedCut): Generator<Stretch> {
  for (const { role, startByte, endByte } of regions) {
    if (role === "unit" || role === "excluded" || endByte === startByte) continue;
    yield { from: lineAt(scanned.table, startByte), to: lineAt(scanned.table, endByte), unit: null };
  }
}

/** The texts of the units behind which a sequence ends. */
function* lastTextsOf({ judged }: JudgedCut): Generator<Stretch> {
  for (const [at, unit] of judged.entries()) {
    const next = judged[at + 1];
    const isLast =
      next === undefined || unit.unit?.scope !== next.unit?.scope || next.head.word !== unit.head.word;
    if (isLast && unit.unit !== null) yield { from: unit.line + 1, to: unit.endLine, unit };
  }
}

function isBehindTitle(cut: JudgedCut, { unit, from, style }: NumberedRun): boolean {
  if (unit === null || (cut.judged.length < MIN_UNITS && style !== "ordinal")) return false;
  return titleAbove(cut, unit, from) >= 0;
}

/** True where most numbers are followed by a title, above the text or before it: no paragraphs of an article, but provisions. */
function isTitled({ scanned }: JudgedCut, { leads }: NumberedRun): boolean {
  const isAlone = (line: number) => (scanned.mask.classes[line + 1] ?? LINE.blank) === LINE.blank;
  const alone = leads.filter(({ rest, line }) => isTitle(rest.trim()) && isAlone(line)).length;
  if (alone * 2 > leads.length) return holdsText(scanned, leads);
  return leads.filter(({ rest }) => readLead(rest.trimStart()) !== "").length * 2 > leads.length;
}

function isTitle(text: string): boolean {
  return text.length <= MAX_ENTRY_CHARS && BEGINS_TITLE.test(text) && !ENDS_OPEN.test(text);
}

/** The lists that are no tables of contents without a heading: those repeat the names of units, or have titles alone. */
function withoutContents(
  { judged, scanned }: JudgedCut,
  runs: readonly NumberedRun[],
): readonly NumberedRun[] {
  const withText = runs.filter(
    ({ leads }) => leads.some(({ rest }) => isLongText(rest)) || holdsText(scanned, leads),
  );
  if (withText.length === 0) return [];
  const letters = new Set(withText.flatMap(({ leads }) => leads.map(({ rest }) => firstLetter(rest))));
  const mayBeListed = (title: string) => {
    const letter = firstLetter(title);
    return letter === "" || letters.has("") || letters.has(letter);
  };
  const titles = new Set<string>();
  for (const { head, unit } of judged)
    for (const title of [unit?.title ?? "", head.heading.text.slice(head.label.length)])
      if (title !== "" && mayBeListed(title) && !isSentence(title)) titles.add(plain(title));
  return withText.filter(
    ({ leads }) => leads.filter(({ rest }) => titles.has(plain(rest))).length * 2 < leads.length,
  );
}

function isLongText(text: string): boolean {
  return text.length > MAX_ENTRY_CHARS || ENDS_SENTENCE.test(text) || isUnstopped(text);
}

/** True where most numbers have a line of text between them and the next one; the rows of a table are none. */
function holdsText(scanned: ScannedSource, leads: NumberedRun["leads"]): boolean {
  let held = 0;
  for (const [at, { line }] of leads.entries()) {
    const next = leads[at + 1]?.line ?? line;
    for (let below = line + 1; below < next; below++) {
      const text = readText(scanned, below, PROBE_BYTES);
      if (!ROW.test(text) && isLongText(text)) {
        held++;
        break;
      }
    }
  }
  return held * 2 >= leads.length;
}

/** True for the text of a unit on the line of its name, which no table of contents repeats. */
function isSentence(title: string): boolean {
  return title.length > MAX_TITLE_CHARS && ENDS_SENTENCE.test(title);
}

function plain(title: string): string {
  return foldWord(title.replace(PAGE, "").replace(MARKS, ""));
}

/** The letter with which a title begins that is {@link plain}, where it is an ASCII letter; else empty. */
function firstLetter(title: string): string {
  const letter = title.charAt(MARKS.exec(title)?.[0].length ?? 0).toLowerCase();
  return letter >= "a" && letter <= "z" ? letter : "";
}

/** The styles of the lists in which a unit, other than one that holds such a list, counts its own paragraphs. */
function usualStyles(cut: JudgedCut, runs: readonly NumberedRun[]): ReadonlySet<string> {
  const wanted = new Set(runs.map(({ style }) => style));
  const usual = new Set<string>();
  const holders = new Set(runs.map(({ unit }) => unit));
  for (const unit of cut.judged) {
    if (usual.size === wanted.size) break;
    if (unit.unit === null || holders.has(unit)) continue;
    const stretch = { from: unit.line + 1, to: unit.endLine, unit: null };
    const opening = RUN_IN.test(unit.head.heading.text) ? 2 : 1;
    for (const { style } of findRuns(cut.scanned, stretch, { hiding: cut.hiding, opening }))
      if (wanted.has(style)) usual.add(style);
  }
  return usual;
}

function isLarge({ scanned, reading }: JudgedCut, { leads, from, to, style }: NumberedRun): boolean {
  const { starts } = scanned.table;
  const size = scanned.source.length;
  const bytes = (starts[to] ?? size) - (starts[from] ?? 0);
  // In an outline the headings divide the text, and lists are text; numbers alone on their lines are cells of a table, too.
  if (reading.id === "outline" || isLoneStyle(style)) return false;
  return leads.length >= MIN_LARGE && bytes >= size * LARGE_SHARE;
}
