import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { isConventionName, listConventions } from "../conventions/convention-families.ts";
import { foldWord } from "../names/fold-text.ts";
import { findCaptions } from "./find-captions.ts";
import { findParts, listParts } from "./find-parts.ts";
import { holdCount } from "./hold-count.ts";
import { holdsNumbers, holdsUnderMarks } from "./holds-numbers.ts";
import { joinNumbered } from "./join-numbered.ts";
import { joinSequences } from "./join-sequences.ts";
import { readLearned } from "./read-learned.ts";
import { type ReadingInput, readNamed } from "./read-named.ts";
import { readNumbered } from "./read-numbered.ts";
import { readOutline } from "./read-outline.ts";
import { countsArticles, isRunOfArticles } from "./run-of-articles.ts";
import { findSeparators } from "./separators.ts";
import { levelsOf, type Reading } from "./unit-heading.ts";

/** The convention that fits the document best, with the units that it finds, and the runner-up. */
export interface Choice {
  readonly reading: Reading;
  readonly runnerUp: Reading | null;
  /** Every reading, best first. */
  readonly readings: readonly Reading[];
}

/** Two readings whose scores are closer than this fit the document equally well. */
const EQUAL_SHARE = 0.9;
/** A Markdown reading is kept if it names this share of the headings at its levels, or {@link ENOUGH_MARKED} ascending ones. */
const MIN_LEVEL_SHARE = 0.4;
const MIN_LEARNED_SHARE = 0.8;
/** Learned headings up to so many times the named units that count up through the same text are notes of theirs. */
const MAX_LEARNED_TIMES = 3;
const ENOUGH_MARKED = 8;
/** Beside so many articles that count up from the first, lines that share a word without a number are no units. */
const ENOUGH_ARTICLES = 3;
/** In a document with more possible headings than this, weaker readings are not made beside a plain row. */
const LARGE = 5000;
/** A row of the table is plain if it names at least this many headings, mostly ascending, over half the document. */
const PLAIN_COUNT = 10;

/** Weighs every convention against the document and takes the best one, or the one that `named` names. */
export function chooseConvention(input: ReadingInput, named: string | null): Result<Choice> {
  const readings = readAll(input, named !== null);
  const choice = named === null ? chooseBest(readings, input) : chooseNamed(readings, named);
  return choice.ok
    ? accepted({ ...choice.value, reading: withParts(joinOthers(choice.value, input), input) })
    : choice;
}

/** The reading with the lines of the parts above its units, which are containers. */
function withParts(reading: Reading, input: ReadingInput): Reading {
  const parts = reading.id === "outline" ? [] : partsOf(reading, input);
  return parts.length === 0 ? reading : { ...reading, holders: [...reading.holders, ...parts] };
}

function partsOf({ heads }: Reading, { headings, ownText }: ReadingInput): readonly number[] {
  return findParts(listParts(headings), heads, ownText);
}

function chooseBest(readings: readonly Reading[], input: ReadingInput): Result<Choice> {
  const [best, second] = readings;
  if (best === undefined)
    return refused(
      refusal("STOP_NO_UNITS", {
        expected: "headings of a known convention",
        actual: "none",
        details: readAll(input, true).map(tellOption),
      }),
    );
  const runnerUp = readings.find((reading) => reading.id !== best.id) ?? null;
  const tie = second === undefined ? null : refuseTie(best, second, input);
  if (tie !== null) return refused(tie);
  return accepted({ reading: best, runnerUp, readings });
}

/** The chosen reading with the sequences of other kinds that stand beside its units. */
function joinOthers({ reading, readings }: Choice, input: ReadingInput): Reading {
  if (reading.id === "outline" || reading.id.startsWith("learned:")) return reading;
  if (reading.id !== "numbered") return joinNumbered(reading, input);
  const named = readings.filter(({ heads }) => (heads.at(0)?.row ?? "") !== "");
  const [joined = reading] = joinSequences([reading, ...named], {
    input,
    separators: findSeparators(input.headings),
  });
  return joined;
}

function readAll(input: ReadingInput, forced: boolean): readonly Reading[] {
  const named = readNamed(input).filter(
    (reading) => reading.form !== "markdown" || standsForLevel(reading, input),
  );
  const [best] = named;
  const toBeat = forced ? 0 : (best?.score ?? 0);
  const isLarge = input.headings.length > LARGE;
  const isPlain =
    best !== undefined && best.count >= PLAIN_COUNT && best.coverage >= 0.5 && best.ascending >= 0.5;
  const outline = readOutline(input, toBeat);
  const isClear = isPlain && isLarge && !forced;
  const numbered = isClear ? null : readNumbered(input, { named: best ?? null, forced });
  const weaker = isClear
    ? []
    : [numbered, learnedBeside(input, { outline, numbered, named: best ?? null, forced })];
  const isPart = !forced && best !== undefined && outline !== null && isRunOfArticles(best, input);
  const areChapters = !forced && numbered !== null && best !== undefined && holdCount(best, numbered, input);
  const units = areChapters ? named.slice(1) : named;
  const captions = forced || numbered === null ? 0 : findCaptions(numbered.heads, input).size;
  const others = outline === null || isPart ? null : { ...outline, score: outline.score - captions };
  const readings = [...units, ...weaker, others].filter((reading) => reading !== null);
  return readings.sort((a, b) => b.score - a.score);
}

/**
 * In Markdown a learned word is kept only if it names most headings, and leaves none of their level out that has a number or begins with the
 * word: otherwise it is a word of titles, and its headings are a part of the outline.
 */
function learnedBeside(
  input: ReadingInput,
  {
    outline,
    numbered,
    named,
    forced,
  }: {
    readonly outline: Reading | null;
    readonly numbered: Reading | null;
    readonly named: Reading | null;
    readonly forced: boolean;
  },
): Reading | null {
  const learned = readLearned(input);
  if (learned === null || forced) return learned;
  if (named !== null && named.count >= ENOUGH_ARTICLES && !isNumbered(learned) && countsArticles(named.heads))
    return null;
  if (numbered?.isOverNumbers === true && learned.id === "learned:number") return null;
  if (numbered !== null && holdsParts(learned, partsOf(numbered, input))) return null;
  const isFew = named !== null && learned.count <= named.count * MAX_LEARNED_TIMES;
  const isHeld = (outer: Reading) =>
    holdsNumbers(outer, learned, input) ||
    (learned.form !== "markdown" && holdsUnderMarks(outer, learned, input));
  if (named !== null && (learned.id === "learned:number" || isFew) && isHeld(named)) return null;
  if (outline !== null && holdCount(learned, outline, input)) return null;
  if (learned.form !== "markdown" || outline === null) return learned;
  const isName = learned.count >= outline.count * MIN_LEARNED_SHARE && !leavesSiblings(learned, input);
  return isName ? learned : null;
}

function isNumbered({ heads }: Reading): boolean {
  return (heads.at(0)?.value.length ?? 0) > 0;
}

/** True where a part above numbered units is a unit of the reading. */
function holdsParts({ heads }: Reading, parts: readonly number[]): boolean {
  const lines = new Set(parts);
  return parts.length > 0 && [...heads].some(({ heading }) => lines.has(heading.line));
}

/** True where a heading of the reading's level begins with a number or with its word, and is no unit of it. */
function leavesSiblings(reading: Reading, input: ReadingInput): boolean {
  const levels = levelsOf(reading);
  const own = headingsOf(reading, input);
  const word = reading.id.slice("learned:".length);
  const isSibling = (text: string) => /^\p{N}/u.test(text) || foldWord(text).startsWith(`${word} `);
  for (const heading of input.headings)
    if (levels.has(heading.shape.level) && !own[heading.index] && isSibling(heading.text)) return true;
  return false;
}

function chooseNamed(readings: readonly Reading[], named: string): Result<Choice> {
  if (!isConventionName(named)) {
    return refused(
      refusal("STOP_CONVENTION_UNKNOWN", {
        field: "convention",
        actual: named,
        details: listConventions(),
        ...(isConventionName(named.toLowerCase())
          ? { wayOut: `Names are in lower case: \`--convention ${named.toLowerCase()}\`.` }
          : {}),
      }),
    );
  }
  const reading = readings.find(
    (found) => found.id === named || (named === "learned" && found.id.startsWith("learned:")),
  );
  if (reading === undefined) {
    return refused(
      refusal("STOP_NO_UNITS", {
        field: "convention",
        expected: `headings of the convention ${named}`,
        actual: "none",
        wayOut:
          "Leave `--convention` out, or name one that the document shows: docs/conventions.md lists them.",
      }),
    );
  }
  return accepted({ reading, runnerUp: readings.find((found) => found.id !== reading.id) ?? null, readings });
}

/** Refuses when two conventions name different headings of the document equally well. */
function refuseTie(best: Reading, second: Reading, input: ReadingInput): Refusal | null {
  if (best.id === second.id || second.score < best.score * EQUAL_SHARE || best.count < 2) return null;
  if (best.id === "outline" || second.id === "outline") return null;
  const taken = headingsOf(best, input);
  for (const { heading } of second.heads) if (taken[heading.index]) return null;
  return refusal("STOP_CONVENTION_AMBIGUOUS", {
    field: `line ${second.heads.at(0)?.heading.lineNumber ?? 1}`,
    expected: "one convention that fits better than every other",
    actual: `${best.id} (${best.count} headings) and ${second.id} (${second.count} headings)`,
    details: [best, second].map(tellOption),
  });
}

/** What the option that takes a reading would cut. */
function tellOption({ id, count, heads }: Reading): string {
  const [first] = heads.slice(0, 1);
  const from = first === undefined ? "" : `, from "${first.label}" at line ${first.heading.lineNumber}`;
  return `--convention ${id}: ${count} units${from}`;
}

function standsForLevel(reading: Reading, input: ReadingInput): boolean {
  const levels = levelsOf(reading);
  const own = headingsOf(reading, input);
  let marked = 0;
  let others = 0;
  for (const heading of input.headings) {
    if (!levels.has(heading.shape.level)) continue;
    if (own[heading.index] === 1) marked++;
    else if (heading.shape.stands === null) others++;
  }
  const share = marked / (marked + others);
  return share >= MIN_LEVEL_SHARE || (marked >= ENOUGH_MARKED && reading.ascending > 0.8 && share > 0.15);
}

/** 1 at the position of every heading that is a unit in the reading. */
function headingsOf(reading: Reading, input: ReadingInput): Uint8Array {
  const own = new Uint8Array(input.headings.length);
  for (const { heading } of reading.heads) own[heading.index] = 1;
  return own;
}
