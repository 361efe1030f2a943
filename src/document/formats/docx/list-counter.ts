import type { NumberWriter } from "../numbers/letters.ts";
import { NUMBER_FORMATS, WORD_FORMATS } from "../numbers/number-formats.ts";
import { type ListInstance, type ListLevel, levelsOf, type Numbering } from "./numbering.ts";
import type { ParagraphFormat } from "./paragraph-format.ts";
import type { Style, Styles } from "./styles.ts";

/** The number before a paragraph. */
export interface ListLabel {
  readonly text: string;
  readonly suffix: ListLevel["suffix"];
  /** A number without words below another one of digits, as `1.1` or `(a)` below `1.`: an item of what that one numbers. */
  readonly isItem: boolean;
}

/** Why a number can't be told. */
export interface UnclearNumber {
  readonly unclear: string;
}

/** Numbers that were counted in one list. */
interface ListState {
  readonly values: (number | undefined)[];
  /** Instances and levels that have begun where they say. */
  readonly begun: Set<string>;
}

/** Signs of bullets by level: what a file says depends on a font. */
const BULLETS = ["•", "◦", "▪"];
const UNCOUNTED: ReadonlySet<string> = new Set(["bullet", "none"]);
/** `%1` to `%9`, for the number of each level. */
const PLACE = /%([1-9])/g;
/** A longer number is made to fill the memory: it stands before every paragraph. */
const MOST_LENGTH = 256;
const LETTER = /\p{L}|§/u;
const DIGITS: ReadonlySet<string> = new Set(["decimal", "decimalZero"]);
const SPACES = /\s+/g;
/** `001, 002, 003, ...`: as many digits as the first number has. */
const PADDED = /^(0*)1, \1?0?2, /;

/** Counts the numbers of all lists of a document, paragraph by paragraph. */
export class ListCounter {
  readonly #numbering: Numbering;
  readonly #styles: Styles;
  readonly #states = new Map<string, ListState>();
  readonly #levels = new Map<string, readonly (ListLevel | undefined)[]>();

  constructor(numbering: Numbering, styles: Styles) {
    this.#numbering = numbering;
    this.#styles = styles;
  }

  /** The list that a paragraph belongs to, by what it says itself or by its style; null where it has no number. */
  listOf(format: ParagraphFormat, chain: readonly Style[]): string | null {
    const numId = format.numId ?? chain.find((style) => style.numId !== null)?.numId ?? null;
    return numId !== null && this.#numbering.instances.has(numId) ? numId : null;
  }

  /** Counts a paragraph, and gives its number; null where nothing is printed. */
  count(format: ParagraphFormat, chain: readonly Style[]): ListLabel | UnclearNumber | null {
    const place = this.#placeOf(format, chain);
    if (place === null) return null;
    const { numId, instance, levels, index } = place;
    const level = levels[index];
    if (level === undefined)
      return { unclear: `a number of level ${index + 1}, which its list does not have` };
    const state = this.#stateOf(instance.definition);
    const unclear = step(state, { numId, index, starts: instance.starts, levels });
    if (unclear !== null) return unclear;
    if (level.isHidden) return null;
    const language =
      level.language ??
      format.language ??
      chain.find((style) => style.language !== null)?.language ??
      this.#styles.language;
    const text = textOf({ index, level, levels, values: state.values, language });
    if (typeof text !== "string") return text;
    if (text.length > MOST_LENGTH) return { unclear: `a number of more than ${MOST_LENGTH} signs` };
    const isItem =
      level.format !== "bullet" &&
      isBare(level) &&
      levels.some((other, at) => at < index && isOver(other, state.values[at]));
    return { text, suffix: level.suffix, isItem };
  }

  /** The definition by which the number of a paragraph is counted, with all others of the same; null where it has none. */
  countedList(format: ParagraphFormat, chain: readonly Style[]): string | null {
    const place = this.#placeOf(format, chain);
    if (place === null) return null;
    const { instance, levels, index } = place;
    return UNCOUNTED.has(levels[index]?.format ?? "") ? null : instance.definition;
  }

  /** The list and the level at which a paragraph is counted. */
  #placeOf(format: ParagraphFormat, chain: readonly Style[]) {
    const numId = this.listOf(format, chain);
    const instance = numId === null ? undefined : this.#numbering.instances.get(numId);
    if (numId === null || instance === undefined) return null;
    const levels = this.#levelsOf(numId, instance);
    return { numId, instance, levels, index: levelOf(format, chain, levels) };
  }

  #levelsOf(numId: string, instance: ListInstance): readonly (ListLevel | undefined)[] {
    const known = this.#levels.get(numId);
    if (known !== undefined) return known;
    const defined = levelsOf(this.#numbering, this.#styles, instance.definition);
    const levels = Array.from({ length: 9 }, (_, index) => instance.levels[index] ?? defined[index]);
    this.#levels.set(numId, levels);
    return levels;
  }

  #stateOf(definition: string): ListState {
    const known = this.#states.get(definition);
    if (known !== undefined) return known;
    const state = { values: [], begun: new Set<string>() };
    this.#states.set(definition, state);
    return state;
  }
}

/** The level of a paragraph: its own, else that of the nearest style, which a level of the list may name, else the first. */
function levelOf(
  format: ParagraphFormat,
  chain: readonly Style[],
  levels: readonly (ListLevel | undefined)[],
): number {
  if (format.level !== null) return format.level;
  for (const style of chain) {
    const linked = levels.findIndex((level) => level?.style === style.id);
    if (linked >= 0) return linked;
    if (style.level !== null) return style.level;
  }
  return 0;
}

interface Step {
  readonly numId: string;
  readonly index: number;
  readonly starts: ListInstance["starts"];
  readonly levels: readonly (ListLevel | undefined)[];
}

/**
 * Counts on in the level of the paragraph, and lets deeper levels begin again. A higher level that was skipped has had its first number then, so
 * that its first paragraph has the second one: Word counts so by design (KB Q110380), and LibreOffice does.
 */
function step({ values, begun }: ListState, { numId, index, starts, levels }: Step): UnclearNumber | null {
  const key = `${numId} ${index}`;
  const start = starts[index];
  const begins = start !== undefined && !begun.has(key);
  const before = values[index];
  begun.add(key);
  values[index] = begins || before === undefined ? (start ?? levels[index]?.start ?? 0) : before + 1;
  for (let higher = 0; higher < index; higher++) {
    if (values[higher] !== undefined) continue;
    const usual = levels[higher]?.start ?? 0;
    values[higher] = usual;
    // Whether a paragraph of another level begins it there, no rule says.
    if ((starts[higher] ?? usual) !== usual)
      return {
        unclear: `a number below level ${higher + 1}, which was skipped and begins at ${starts[higher]}`,
      };
  }
  for (let deeper = index + 1; deeper < levels.length; deeper++) {
    const restart = levels[deeper]?.restart ?? null;
    const limit = restart === null || restart > deeper ? deeper : restart;
    if (index < limit) values[deeper] = undefined;
  }
  return null;
}

interface Place {
  readonly index: number;
  readonly level: ListLevel;
  readonly levels: readonly (ListLevel | undefined)[];
  readonly values: readonly (number | undefined)[];
  readonly language: string | null;
}

function textOf({ index, level, levels, values, language }: Place): string | UnclearNumber {
  if (level.format === "bullet") return bulletOf(level.text, index);
  let unclear: string | null = null;
  const text = level.text.replace(PLACE, (_, digit: string) => {
    const at = Number(digit) - 1;
    const shown = levels[at];
    if (at > index || shown === undefined) {
      unclear ??= `the number of level ${digit} in one of level ${index + 1}`;
      return "";
    }
    const value = values[at] ?? shown.start;
    const format = level.isLegal && shown.format !== "decimalZero" ? "decimal" : shown.format;
    const written = findWriter(format, language)?.(value) ?? null;
    if (written === null)
      unclear ??= `number ${value} in the format ${format}${inLanguage(format, language)}`;
    return written ?? "";
  });
  return unclear === null ? text.replace(SPACES, " ").trim() : { unclear };
}

/** Whether a number stands without words. */
function isBare({ text }: ListLevel): boolean {
  return !LETTER.test(text.replace(PLACE, ""));
}

/** Whether a level was counted in digits alone. */
function isOver(level: ListLevel | undefined, value: number | undefined): boolean {
  return (
    value !== undefined &&
    level !== undefined &&
    isBare(level) &&
    level.text !== "" &&
    DIGITS.has(level.format)
  );
}

/** A sign is told by its level; words are printed as they are. */
function bulletOf(text: string, index: number): string {
  const words = text.replace(SPACES, " ").trim();
  return [...words].length === 1 ? (BULLETS[index % BULLETS.length] ?? words) : words;
}

function findWriter(format: string, language: string | null): NumberWriter | null {
  if (WORD_FORMATS.has(format) && !isEnglish(language)) return null;
  if (!format.startsWith("custom ")) return NUMBER_FORMATS.get(format) ?? null;
  const [, zeros] = PADDED.exec(format.slice("custom ".length)) ?? [];
  return zeros === undefined ? null : (value) => String(value).padStart(zeros.length + 1, "0");
}

function isEnglish(language: string | null): boolean {
  return language === null || /^en\b/i.test(language);
}

function inLanguage(format: string, language: string | null): string {
  return WORD_FORMATS.has(format) ? ` in the language ${language ?? "en"}` : "";
}
