import { decodeAs } from "../file-kinds/encodings.ts";
import { NARROW_LABELS } from "./encoding-names.ts";

/**
 * Reads one character: its code point times eight, plus its bytes; {@link UNFIT} where no character stands there.
 * Controls but tab and the line ends, characters of private use and bytes that stand for nothing are no characters of an old encoding, though
 * decoders turn them into code points that nobody sees.
 */
export type Step = (bytes: Uint8Array, at: number) => number;

export const UNFIT = -1;
/** `cp * STRIDE + length` */
export const STRIDE = 8;

const NO_TEXT = /(?![\t-\r])\p{Cc}|[\p{Co}\p{Noncharacter_Code_Point}\ufffd]/u;
const FOUR_BYTE_CHARS = 39_420;
const FIRST_ASTRAL = 189_000;
const HANGUL = 0xac00;
const LAST_HANGUL = 0xd7a3;

const STEPS = new Map<string, Step>();

/** The step of a label but UTF-8. Its table is made once, by asking the decoder for each character. */
export function stepOf(label: string): Step {
  const step = STEPS.get(label) ?? makeStep(label);
  STEPS.set(label, step);
  return step;
}

function makeStep(label: string): Step {
  if (label === "utf-16le") return stepUtf16(0, 1);
  if (label === "utf-16be") return stepUtf16(1, 0);
  if (NARROW_LABELS.includes(label)) return stepNarrow(label);
  const isGb = label === "gbk" || label === "gb18030";
  // GBK is GB 18030 without its sequences of four bytes; decoders of it know fewer characters.
  const step = stepWide(isGb ? "gb18030" : label);
  if (label === "gb18030") return withFour(step);
  return label === "euc-jp" ? withThree(step) : step;
}

function stepUtf16(low: number, high: number): Step {
  const unitAt = (bytes: Uint8Array, at: number) => ((bytes[at + high] ?? 0) << 8) | (bytes[at + low] ?? 0);
  return (bytes, at) => {
    if (at + 2 > bytes.length) return UNFIT;
    const unit = unitAt(bytes, at);
    if (unit < 0xd800 || unit > 0xdfff) return unit * STRIDE + 2;
    const second = at + 4 > bytes.length || unit > 0xdbff ? 0 : unitAt(bytes, at + 2);
    if (second < 0xdc00 || second > 0xdfff) return UNFIT;
    return (0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00)) * STRIDE + 4;
  };
}

/** The code point that the bytes are, all of them one character; {@link UNFIT} for anything else. */
function codePointOf(label: string, ...bytes: readonly number[]): number {
  const text = decodeAs({ label }, Uint8Array.from(bytes));
  const code = text.codePointAt(0) ?? 0;
  return text.length === (code > 0xffff ? 2 : 1) && !NO_TEXT.test(text) ? code : UNFIT;
}

function singlesOf(label: string): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => codePointOf(label, byte));
}

function stepNarrow(label: string): Step {
  const singles = singlesOf(label);
  return (bytes, at) => {
    const code = singles[bytes[at] ?? 0] ?? UNFIT;
    return code === UNFIT ? UNFIT : code * STRIDE + 1;
  };
}

function stepWide(label: string): Step {
  const singles = singlesOf(label);
  const pairs = new Int32Array(1 << 16).fill(UNFIT);
  for (let first = 0x81; first < 0xff; first++)
    for (let second = 0x40; singles[first] === UNFIT && second < 0xff; second++)
      pairs[(first << 8) | second] = codePointOf(label, first, second);
  if (label === "euc-kr") addUnified(pairs);
  // Behind 8E stand the 63 half-width katakana alone; a decoder may know others.
  if (label === "euc-jp") pairs.fill(UNFIT, 0x8ee0, 0x8f00);
  return (bytes, at) => {
    const byte = bytes[at] ?? 0;
    const code = singles[byte] ?? UNFIT;
    if (code !== UNFIT) return code * STRIDE + 1;
    const pair = pairs[(byte << 8) | (bytes[at + 1] ?? 0)] ?? UNFIT;
    return pair === UNFIT ? UNFIT : pair * STRIDE + 2;
  };
}

/** Unified Hangul (code page 949): syllables that KS X 1001 has not, in the order of Unicode, in cells before those of the standard; and two signs. */
function addUnified(pairs: Int32Array): void {
  const standard = new Set(pairs.filter((_, at) => at >> 8 >= 0xb0 && (at & 0xff) >= 0xa1));
  let first = 0x81;
  let second = 0x41;
  for (let code = HANGUL; code <= LAST_HANGUL; code++) {
    if (standard.has(code)) continue;
    pairs[(first << 8) | second] = code;
    second++;
    if (second === 0x5b) second = 0x61;
    else if (second === 0x7b) second = 0x81;
    else if (second === (first <= 0xa0 ? 0xff : 0xa1)) [first, second] = [first + 1, 0x41];
  }
  pairs[0xa2e6] = 0x20ac;
  pairs[0xa2e7] = 0xae;
}

/** JIS X 0212 in EUC-JP: three bytes, the first of them 8F. */
function withThree(step: Step): Step {
  const known = new Map<number, number>();
  return (bytes, at) => {
    const found = step(bytes, at);
    if (found !== UNFIT || bytes[at] !== 0x8f || at + 3 > bytes.length) return found;
    const [second = 0, third = 0] = bytes.subarray(at + 1, at + 3);
    const code = remember(known, (second << 8) | third, () => codePointOf("euc-jp", 0x8f, second, third));
    return code === UNFIT ? UNFIT : code * STRIDE + 3;
  };
}

/** GB 18030 in four bytes: what has no other place in it of the basic plane, by the decoder's table; all other planes in their order. */
function withFour(step: Step): Step {
  const known = new Map<number, number>();
  return (bytes, at) => {
    const found = step(bytes, at);
    if (found !== UNFIT || at + 4 > bytes.length) return found;
    const [first = 0, second = 0, third = 0, fourth = 0] = bytes.subarray(at, at + 4);
    const isFour = isLead(first) && isDigit(second) && isLead(third) && isDigit(fourth);
    if (!isFour) return UNFIT;
    const index = (((first - 0x81) * 10 + second - 0x30) * 126 + third - 0x81) * 10 + fourth - 0x30;
    if (index >= FOUR_BYTE_CHARS && index < FIRST_ASTRAL) return UNFIT;
    const code = remember(known, index, () => codePointOf("gb18030", first, second, third, fourth));
    return code === UNFIT ? UNFIT : code * STRIDE + 4;
  };
}

function isLead(byte: number): boolean {
  return byte >= 0x81 && byte <= 0xfe;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function remember(known: Map<number, number>, key: number, compute: () => number): number {
  const old = known.get(key);
  if (old !== undefined) return old;
  const fresh = compute();
  known.set(key, fresh);
  return fresh;
}
