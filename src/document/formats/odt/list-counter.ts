import { type LabelPart, type ListLevel, type ListStyle, MOST_AROUND, MOST_LEVELS } from "./list-style.ts";
import { tell } from "./names.ts";
import { findWriter } from "./number-formats.ts";

/** The number before a paragraph. */
export interface ListLabel {
  readonly text: string;
  readonly follows: ListLevel["follows"];
  /** A number without words below another one of digits, as `1.1` or `(a)` below `1.`: an item of what that one numbers. */
  readonly isItem: boolean;
  /** A number without words. */
  readonly isBare: boolean;
  readonly isBullet: boolean;
}

/** Why a number can't be told. */
export interface UnclearNumber {
  readonly unclear: string;
}

/** A sign is told by its level: what is printed depends on a font. */
const BULLETS = ["•", "◦", "▪"];
const DIGITS = /^0*1(?:,|$)/;
const LETTER = /\p{L}|§/u;
const SPACES = /\s+/g;

/** The numbers that were counted in one list, by its levels. */
export class ListCounter {
  readonly #values: (number | undefined)[] = [];
  /** The style by which each level was counted last, and at 0 the one that the list began with. */
  readonly #styles: (ListStyle | null)[] = [];
  /** Why its numbers can't be told. */
  #doubt: string | null = null;

  /** Counts a paragraph of a level, or begins at a number. A level above that no paragraph has had is taken to have begun. */
  count(level: number, style: ListStyle | null, start: number | null): void {
    if (level > MOST_LEVELS) return;
    this.#styles[0] ??= style;
    for (let above = 1; above < level; above++) {
      if (this.#values[above] !== undefined) continue;
      const around = this.#styles[above - 1] ?? null;
      this.#styles[above] = around;
      this.#values[above] = startOf(around, above);
    }
    const before = this.#values[level];
    this.#styles[level] = style;
    this.#values[level] = start ?? (before === undefined ? startOf(style, level) : before + 1);
    // Deeper levels begin again behind it.
    this.#values.length = level + 1;
  }

  /** Nobody can say what is printed from here on. */
  doubt(why: string): void {
    this.#doubt = why;
  }

  /** The next paragraph of a level begins again. */
  restart(level: number): void {
    this.#values.length = Math.min(this.#values.length, level);
  }

  /** The number that was counted last, as it is printed; null where nothing is. A list without a style has bullets. */
  label(level: number, style: ListStyle | null, language: string | null): ListLabel | UnclearNumber | null {
    const own = style?.levels[level];
    if (style === null || own?.isBullet)
      return {
        text: bulletOf(level),
        follows: own?.follows ?? "tab",
        isItem: false,
        isBare: false,
        isBullet: true,
      };
    if (own === undefined)
      return {
        unclear: `a number of level ${level}, which the list style ${tell(style.name)} does not have`,
      };
    if (own.parts === null)
      return { unclear: `a number with more than ${MOST_AROUND} letters or ${MOST_LEVELS} numbers` };
    if (this.#doubt !== null) return { unclear: this.#doubt };
    const text = this.#write(own.parts, { level, style, language });
    if (typeof text !== "string") return text;
    const folded = text.replace(SPACES, " ").trim();
    return folded === ""
      ? null
      : {
          text: folded,
          follows: own.follows,
          isItem: this.#isItem(level, style),
          isBare: isBare(own),
          isBullet: false,
        };
  }

  #isItem(level: number, { levels }: ListStyle): boolean {
    const isOver = (above: ListLevel | undefined) =>
      above !== undefined && DIGITS.test(above.format) && isBare(above);
    return isBare(levels[level]) && levels.some((above, at) => at < level && isOver(above));
  }

  #write(
    parts: readonly LabelPart[],
    {
      level,
      style,
      language,
    }: { readonly level: number; readonly style: ListStyle; readonly language: string | null },
  ): string | UnclearNumber {
    let text = "";
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index] ?? "";
      if (typeof part === "string") {
        text += part;
        continue;
      }
      const shown = style.levels[part];
      if (part > level || shown === undefined)
        return { unclear: `the number of level ${part} in one of level ${level}` };
      if (shown.isBullet) continue;
      if (shown.format === "") {
        // The words behind a level without numbers lead to the next number: 1.3, not 1..3.
        if (parts.slice(index + 1).some((next) => typeof next === "number")) index++;
        continue;
      }
      const value = this.#values[part] ?? 0;
      const { isSynced } = shown;
      const written = value === 0 ? "0" : (findWriter(shown.format, { isSynced, language })?.(value) ?? null);
      const spoken = language === null ? "" : ` in the language ${tell(language)}`;
      if (written === null)
        return { unclear: `number ${value} in the format ${tell(shown.format)}${spoken}` };
      text += written;
    }
    return text;
  }
}

function bulletOf(level: number): string {
  return BULLETS[(level - 1) % BULLETS.length] ?? "";
}

/** Whether a number stands without words. */
function isBare(level: ListLevel | undefined): boolean {
  return !level?.parts?.some((part) => typeof part === "string" && LETTER.test(part));
}

function startOf(style: ListStyle | null, level: number): number {
  return style?.levels[Math.min(level, MOST_LEVELS)]?.start ?? 1;
}
