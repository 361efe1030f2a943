import { groupBy } from "../../collections/group-by.ts";
import type { Doubt } from "../../domain/doubts.ts";
import { foldText } from "../names/fold-text.ts";
import { compareValues } from "../readings/number-order.ts";
import { LINE } from "../source/line-class.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";
import { familyOf } from "./family.ts";
import { nameOf } from "./find-sightings.ts";
import { holdsSentence } from "./holds-sentence.ts";
import { firstAfter, type JudgedCut, type JudgedUnit } from "./judged-cut.ts";
import { isFirstValue, spanOf } from "./number-span.ts";
import { judgeStep } from "./number-step.ts";
import { firstFrom } from "./search-number.ts";
import type { Sighting } from "./sighting.ts";

/** Names of one family in one unit's text, in order. */
interface InnerNames {
  readonly unit: JudgedUnit;
  readonly family: string;
  readonly names: readonly Sighting[];
}

/** A count this long is no list of references. */
const MIN_RUN = 2;
const MIN_ACROSS = 3;
const PROBE_BYTES = 400;
const ENDS_IN_COLON = /[:：][\s"“„«*_]*$/u;
const MAX_TITLE = 60;
const TITLE_BEHIND = /^[*_]{0,2}[.:][-–—]?[*_]{0,2}\s+["“«]?\p{Lu}/u;
/** Lines above a name that may introduce a quotation. */
const LOOK_BACK = 4;

/** Names at line starts in the text of units that look like heads: a count of their own, or one that goes on through the units. */
export function* askInside(cut: JudgedCut): Generator<Doubt> {
  if (cut.sightings.length === 0) return;
  const own = new Set(cut.judged.map(({ head }) => familyOf(head.word)));
  const known = new Set(cut.judged.map(({ head }) => nameOf(familyOf(head.word), head.value)));
  const byFamily = groupBy(groupInside(cut), ({ family }) => family);
  for (const [family, groups] of byFamily) {
    if (own.has(family)) yield* groups.flatMap((group) => restartsInside(cut, group, known));
    else if (!isLower(cut, groups)) {
      const isOneCount = countsOn(groups);
      yield* groups.flatMap((group) => othersInside(cut, group, isOneCount));
    } else yield* tellLower(cut, groups);
  }
}

/** One mild doubt for lower names that stand with titles or alone on their lines: rather the units of several acts than parts of an article. */
function* tellLower(cut: JudgedCut, groups: readonly InnerNames[]): Generator<Doubt> {
  const inner = groups.flatMap(({ unit, names }) =>
    names.filter((name) => !name.quoted).map((name) => ({ unit, name })),
  );
  const [first] = inner;
  const titled = inner.filter(({ name }) => isTitled(cut, name)).length;
  if (first === undefined || inner.length < MIN_ACROSS || titled * 2 <= inner.length) return;
  const { message, ...doubt } = insideDoubt(first.name, first.unit);
  yield { ...doubt, message: `${message}, and ${inner.length - 1} more like it in others`, isMild: true };
}

/** Heads of the units' own word: a count that starts again inside one unit, and a marked heading whose number no unit has. */
function restartsInside(cut: JudgedCut, group: InnerNames, known: ReadonlySet<string>): readonly Doubt[] {
  const run = runFromFirst(group.names);
  if (run.length >= MIN_RUN && !isQuotation(cut, run[0]))
    return run.map((name) => insideDoubt(name, group.unit));
  return group.names
    .filter((name) => !name.quoted)
    .filter(
      (name) =>
        (name.marked && !known.has(nameOf(name.family, name.value))) || goesBetween(cut, group.unit, name),
    )
    .map((name) => insideDoubt(name, group.unit))
    .concat(repeated(cut, group));
}

/** One mild doubt for names with a title that are printed as units are, whatever their numbers: the heads of another act on the page. */
function repeated(cut: JudgedCut, { unit, names }: InnerNames): readonly Doubt[] {
  const heads = names.filter((name) => name.isLikeUnit && !name.quoted && isPrintedHead(cut, name));
  const [first] = heads;
  if (first === undefined || followEachOther(cut, names)) return [];
  const { message, ...doubt } = insideDoubt(first, unit);
  const more = heads.length === 1 ? "" : `, with ${heads.length - 1} more of its kind`;
  return [{ ...doubt, message: `${message} like the head of a unit${more}`, isMild: true }];
}

/** True for names of which most follow each other without a sentence between: entries of contents. */
function followEachOther({ scanned }: JudgedCut, names: readonly Sighting[]): boolean {
  const bare = names.filter(({ line }, at) => {
    const next = names[at + 1]?.line;
    return next !== undefined && !holdsSentence(scanned, line + 1, next);
  });
  return bare.length * 2 >= names.length;
}

/** True for a name with a stop before words that begin in upper case. */
function isPrintedHead({ scanned }: JudgedCut, { line, label }: Sighting): boolean {
  const text = foldText(readText(scanned, line, PROBE_BYTES));
  return TITLE_BEHIND.test(text.slice(text.indexOf(label) + label.length));
}

/** True for a name that is printed as units are, and whose number lies between those of the unit and of the next one. */
function goesBetween({ judged }: JudgedCut, { head, line }: JudgedUnit, name: Sighting): boolean {
  if (!name.isLikeUnit || compareValues(name.value, head.value) <= 0) return false;
  const next = judged[firstAfter(judged, line + 1)]?.head;
  return (
    next === undefined ||
    isFirstValue(next.value) ||
    compareValues(next.value, head.value) <= 0 ||
    compareValues(name.value, next.value) < 0
  );
}

/** Heads of another word: articles anywhere, or what counts on from unit to unit. */
function othersInside(cut: JudgedCut, group: InnerNames, isOneCount: boolean): readonly Doubt[] {
  const names = group.names.filter((name) => !name.quoted);
  const run = runFromFirst(names);
  const [first] = names;
  if (first === undefined || isQuotation(cut, first)) return [];
  if (mayBeside(cut, group) && run.length >= MIN_RUN) {
    const isPart = isKnownPart(group) && goesOnBehind(cut, group.unit);
    return tellRun(cut, run, group.unit).map((doubt) => (isPart ? { ...doubt, isMild: true } : doubt));
  }
  return isOneCount ? names.map((name) => insideDoubt(name, group.unit)) : [];
}

/** One doubt for each name of a run; below an inner heading, such as that of notes, one mild doubt for all. */
function tellRun(cut: JudgedCut, run: readonly Sighting[], unit: JudgedUnit): readonly Doubt[] {
  const [first] = run;
  if (first === undefined || first.marked || !hasHeadingBetween(cut, unit.line, first.line))
    return run.map((name) => insideDoubt(name, unit));
  const { message, ...doubt } = insideDoubt(first, unit);
  return [{ ...doubt, message: `${message}, with ${run.length - 1} more of its kind`, isMild: true }];
}

function hasHeadingBetween({ scanned }: JudgedCut, from: number, to: number): boolean {
  for (let line = from + 1; line < to; line++) if ((scanned.mask.levels[line] ?? 0) > 0) return true;
  return false;
}

/** True for a lower family, such as `§ 1º` in a Brazilian article: it starts again in most units that have it. */
function isLower(cut: JudgedCut, groups: readonly InnerNames[]): boolean {
  if (groups.length < 2) return groups.every((group) => !mayBeside(cut, group));
  const starts = groups.filter(({ names }) => isFirstValue(names[0]?.value ?? []));
  return starts.length * 2 >= groups.length;
}

/** True for sections, rules and the like inside an article. */
function isKnownPart({ unit, names }: Omit<InnerNames, "family">): boolean {
  return unit.head.kind === "article" && names[0]?.row.kind !== "article";
}

/** True where the sequence of the unit goes on behind it, so that what stands in it is its own. */
function goesOnBehind({ judged }: JudgedCut, { head, unit, line }: JudgedUnit): boolean {
  const next = judged[firstAfter(judged, line + 1)];
  return next !== undefined && next.head.word === head.word && next.unit?.scope === unit?.scope;
}

/** True for names that may count beside the articles of an act: no paragraphs and clauses, unless they are titled or a line in capitals stands above them. */
function mayBeside(cut: JudgedCut, { unit, names }: InnerNames): boolean {
  const [first] = names;
  if (first === undefined || !isKnownPart({ unit, names })) return true;
  const { level } = unit.head.heading.shape;
  if (level > 0 && (cut.scanned.mask.levels[first.line] ?? 0) > level) return false;
  const isPart = first.row.address === "PAR" || first.row.kind === "clause";
  return !isPart || isBelowTitle(cut, first) || names.every((name) => isTitled(cut, name));
}

/** True for a name with a title or nothing behind it on its line, as above the section of an act: the paragraph of an article begins with its text. */
function isTitled({ scanned }: JudgedCut, { line, label }: Sighting): boolean {
  const text = readText(scanned, line, PROBE_BYTES).trim();
  const rest = text.slice(text.indexOf(label) + label.length).replace(/^[.:]+$/u, "");
  return text.length <= MAX_TITLE && !/\p{P}$/u.test(rest) && !/^[\s.]*\p{Ll}/u.test(rest);
}

/** True below a line in capitals, or below a short line without a mark at its end that follows the end of a sentence. */
function isBelowTitle({ scanned }: JudgedCut, { line }: Sighting): boolean {
  const above = textAbove(scanned, line);
  if (above === null || above.text.length > MAX_TITLE || !/\p{Lu}/u.test(above.text)) return false;
  if (!/[\p{Ll}\p{N}]/u.test(above.text)) return true;
  const before = textAbove(scanned, above.line);
  return /^\p{Lu}[^.:;]*[\p{L}\p{M}]$/u.test(above.text) && before !== null && /[.;]$/u.test(before.text);
}

/** The last line before a line that is not blank, close above it. */
function textAbove(
  scanned: ScannedSource,
  line: number,
): { readonly line: number; readonly text: string } | null {
  for (let above = line - 1; above >= Math.max(0, line - LOOK_BACK); above--)
    if (scanned.mask.classes[above] !== LINE.blank)
      return { line: above, text: readText(scanned, above, PROBE_BYTES).trim() };
  return null;
}

/** True where the names of all units are one count. */
function countsOn(groups: readonly InnerNames[]): boolean {
  const names = groups.flatMap((group) => group.names).filter((name) => !name.quoted);
  return (
    names.length >= MIN_ACROSS &&
    isFirstValue(names[0]?.value ?? []) &&
    runFromFirst(names).length === names.length
  );
}

/** The longest beginning of the names that counts up from the first number. */
function runFromFirst(names: readonly Sighting[]): readonly Sighting[] {
  const from = names.findIndex(({ value, quoted }) => !quoted && isFirstValue(value));
  if (from < 0) return [];
  const run: Sighting[] = [];
  for (const name of names.slice(from)) {
    const last = run.at(-1);
    if (last !== undefined && judgeStep(spanOf(last.value), spanOf(name.value)).kind !== "follows") break;
    run.push(name);
  }
  return run;
}

function groupInside({ judged, sightings }: JudgedCut): readonly InnerNames[] {
  const groups: InnerNames[] = [];
  for (const unit of judged) {
    if (unit.unit === null) continue;
    const from = firstFrom(sightings, unit.line);
    const own = sightings.slice(from, firstFrom(sightings, Math.max(unit.line, unit.endLine)));
    const opening = own.filter(({ opens }) => opens);
    for (const [family, names] of groupBy(opening, (name) => name.family))
      groups.push({ unit, family, names });
  }
  return groups;
}

/** True where the text above introduces the names as the words of another text. */
function isQuotation({ scanned }: JudgedCut, name: Sighting | undefined): boolean {
  if (name === undefined || name.quoted) return true;
  return ENDS_IN_COLON.test(textAbove(scanned, name.line)?.text ?? "");
}

function insideDoubt({ label, line, hidden }: Sighting, { head }: JudgedUnit): Doubt {
  return {
    code: "HEADING_INSIDE_UNIT",
    line: line + 1,
    message: `"${label}" stands in the text of ${head.label}`,
    ...(hidden ? { isMild: true } : {}),
  };
}
