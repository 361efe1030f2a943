import { STEP_VALUES } from "../conventions/number-steps.ts";
import { isDigit } from "./ascii.ts";
import { beginsClass } from "./classify-heading.ts";
import { beginsName } from "./designator.ts";
import { foldWord } from "./fold-text.ts";
import { followsNumber } from "./number-first.ts";
import { beginsNumberWord } from "./numbers.ts";

const WORD = /^[\p{L}\p{M}'’ʼꞌ\u200c-]+/u;
const HAN = /^[第제條条附別别부별]/u;
const MAX_WORD_BYTES = 48;
/** Words that are remembered, a power of two; a word takes the place of another with the same hash. */
const PLACES = 4096;
/** Verdicts on a word: it may begin a name, or stand behind the number of one. */
const NAMES = 1;
const FOLLOWS = 2;
const SPACE = 0x20;
const STOP = 0x2e;
const CLOSING = 0x29;

/** White space, a digit, `_` and most signs from `(` to `@` end the first word; a byte of a multi-byte sequence never does. */
const ENDS_WORD = new Uint8Array(256).fill(1, 0, 0x21).fill(1, 0x28, 0x41);
for (const sign of "-.:") ENDS_WORD[sign.charCodeAt(0)] = 0;
ENDS_WORD[0x5f] = 1;

/** Tells from the first bytes of a line of one source whether it can begin with a name, without decoding the line. */
export class FirstWords {
  readonly #source: Buffer;
  /** Where a word of each hash stands in the source, and whether it may begin a name; words repeat, so few are decoded. */
  readonly #starts = new Uint32Array(PLACES);
  readonly #lengths = new Uint8Array(PLACES);
  readonly #verdicts = new Uint8Array(PLACES);

  constructor(source: Buffer) {
    this.#source = source;
  }

  /** Whether the line may begin with the name of a unit or container, or in bold type. */
  mayName(start: number, end: number): boolean {
    return (this.#judge(start, end) & NAMES) > 0;
  }

  /** Whether the line may begin with the name of a unit; after `1. ` or `1) ` a word has to follow that counts from its number. */
  mayNameUnit(start: number, end: number): boolean {
    const source = this.#source;
    let at = start;
    while (isDigit(source[at] ?? 0)) at++;
    const isClosed =
      at > start && (source[at] === STOP || source[at] === CLOSING) && source[at + 1] === SPACE;
    if (!isClosed) return this.mayName(start, end);
    for (at++; at < end && source[at] === SPACE; ) at++;
    return (this.#judge(at, end) & FOLLOWS) > 0;
  }

  /** What the first word may do. */
  #judge(start: number, end: number): number {
    const source = this.#source;
    const limit = Math.min(end, start + MAX_WORD_BYTES);
    let at = start;
    let hash = 0;
    for (let byte = source[at] ?? 0; at < limit && ENDS_WORD[byte] === 0; byte = source[++at] ?? 0)
      hash = Math.imul(hash, 31) + byte;
    const length = at - start;
    if (length === 0) return NAMES | FOLLOWS;
    const place = (hash ^ (hash >>> 12)) & (PLACES - 1);
    if (this.#lengths[place] === length && this.#isSame(this.#starts[place] ?? 0, start, length))
      return this.#verdicts[place] ?? 0;
    const word = source.toString("utf8", start, at);
    const verdict = (mayBeName(word) ? NAMES : 0) | (mayFollow(word) ? FOLLOWS : 0);
    this.#starts[place] = start;
    this.#lengths[place] = length;
    this.#verdicts[place] = verdict;
    return verdict;
  }

  #isSame(one: number, other: number, length: number): boolean {
    const source = this.#source;
    for (let at = 0; at < length; at++) if (source[one + at] !== source[other + at]) return false;
    return true;
  }
}

/** True for a word that may stand between a number with a mark and the end of its name: its own, a letter or a step. */
function mayFollow(text: string): boolean {
  const word = (WORD.exec(text)?.[0] ?? "").replace(/^-/, "");
  const folded = foldWord(word);
  return word.length <= 1 || followsNumber(folded) || STEP_VALUES.has(folded);
}

function mayBeName(text: string): boolean {
  if (HAN.test(text) || /^[^\p{L}]/u.test(text)) return true;
  const word = WORD.exec(text)?.[0] ?? "";
  if (word.length < text.length && !/^[.:：]$/u.test(text.slice(word.length))) return true;
  const folded = foldWord(word);
  if (/^\p{Lu}/u.test(word) && beginsNumberWord(folded)) return true;
  return beginsName(folded) || beginsClass(folded) || /^[IVXLCDM]+$/.test(word) || word.length === 1;
}
