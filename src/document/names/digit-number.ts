import { STEP_PATTERN } from "../conventions/number-steps.ts";
import { matchAt } from "./match-at.ts";
import { safeNumber, toAsciiDigits } from "./numerals.ts";
import type { PrintedNumber } from "./printed-number.ts";
import { INSERTED, suffixValue } from "./suffix-value.ts";

const NO_LETTER = String.raw`(?![\p{L}\p{M}])`;
/** A stretched line, which is a letter by its class, stands for the dash behind an Arabic name. */
const NO_ARABIC = String.raw`(?!(?!ـ)[\p{L}\p{M}])`;
const STEP = `(?:${STEP_PATTERN})${NO_LETTER}`;
const RAISED = String.raw`(?:\.?[¹²³⁰⁴-⁹]{1,3}|\^\d{1,3}\^?| ?[ʰ-ˤᴬ-ᵛⁱⁿᶜᶠᶻ]+)`;
/** Letters directly after digits: `12a`, `12AB`, `40Α`, `12а`, `2bis`, `8abis`, `2¹`. */
const GLUED = `(?:[a-z]?${STEP}|(?:[a-zđčćšžñ]{1,3}|[A-Z]{1,5}|[а-яґєії]{1,2}|[А-ЯҐЄІЇ]|[α-ωϛ]{1,3}|[Α-ΩϚ]{1,3}|[क-ह]|[ক-হ]|[က-အ]|الف|[ابجده])(?:${NO_LETTER}|(?=ـ(?!\\p{L}))))?${RAISED}?`;
const ORDINAL = String.raw`(?:\.?[ºª°˚o](?![\p{L}])|(?:er|re|ère|ème|st|nd|rd|th|ER|RE|ÈRE|ÈME|ST|ND|RD|TH|ο[νς]?|Ο[ΝΣ]?|ᵉʳ|ʳᵉ|ᵉ|ᵒ|ᵃ)${NO_LETTER})?`;
/** Letters before digits, as in the French codes: `L. 123-4`, `R*123-4`, `L.O. 12`. */
const PREFIX = String.raw`(?:(?:[A-Z]\.(?=[A-Z])[A-Z]|[A-Z]{1,2})\*{0,2}(?:\. ?| |-)?\*{0,2} ?(?=\p{Nd}))?`;
const PART = String.raw`\p{Nd}+${GLUED}`;
/** What may follow the first part: `.2A`, `.a`, `-1`, `.NĐ.1`, ` A-1`, `/A`, `(k)-1`. */
const JOINED = String.raw`(?:[.\-‐‑–/·:_](?=\p{Nd})${PART}|\.(?:[a-zčšžđа-яґєії]|[A-ZА-ЯҐЄІЇ](?! \p{Ll}))(?![\p{L}\p{M}\p{Nd})])|(?: [A-Z]{1,2}|[.\-][\p{Lu}]{1,4})(?=[.\-–]\p{Nd})|\/[A-Za-z]{1,2}(?![\p{L}\p{Nd}])|(?:\([a-z\d]{1,4}\)){1,4}(?=-\p{Nd}))*`;
/** A letter after a space (`§ 12 a Title`); the end, a dot, a colon, a dash, a capital or a parenthesis must follow, the end after `2. a`. */
const SPACED = String.raw`(?:\. [a-z](?=\.?$)| (?:[a-z](?=$| ?[.:–—](?! ?\p{Nd})|-\p{Nd})|[a-df-hj-np-tv-xz](?= [\p{Lu}(])))?(?:-${PART})?`;
/** A step such as `bis`; no number may follow it, because `3 bis 6` is a range in German. */
const STEPPED = String.raw`(?:\. |[ \-.])(?:${STEP}(?! ?(?:[\p{Nd}§]|Art))|Bis \d{1,2}(?![\p{L}\p{Nd}]))`;
const BEFORE_STEP = String.raw`[ \-][A-Z]{1,3}(?=[ \-]${STEP})`;
const AFTER_STEP = String.raw`(?:${BEFORE_STEP}|${STEPPED}|[.\-]\p{Nd}{1,3}${NO_LETTER}|[ \-][A-Z](?![\p{L}\p{Nd}])(?! \p{Ll})|[ \-][A-Z]{2,3}(?=[.:)]|$| [-–—]))`;
const ARABIC_STEP = String.raw`[ -]?م[كک]رر(?:[اًة]{0,2})(?: ?\(?(?:الف|[اأبتثجحدهوز]|\p{Nd}{1,2}(?!\p{Nd}))\)?${NO_ARABIC})?${NO_ARABIC}`;
/** A letter without a step: `2-A Title`, `2 A. Title`. */
const LETTERED = String.raw`(?:-(?:[A-Z]|[က-အ])(?![\p{L}\p{M}\p{Nd}])|[ \-][A-Z]{1,2}(?=[.:)]|$| ?[–—])(?!\.\p{L}))`;
const STEPS = `(?:(?:${BEFORE_STEP})?${STEPPED}${AFTER_STEP}{0,5}|${ARABIC_STEP}|${LETTERED})?`;
const ONE = new RegExp(`${PREFIX}-?\\p{Nd}+${ORDINAL}${GLUED}${JOINED}${SPACED}${STEPS}`, "uy");
const STEP_BEHIND = new RegExp(`${STEPPED}|${ARABIC_STEP}`, "uy");
const RANGE =
  / (?:bis|to|through|thru|à|au|al|a|až|al|até|hasta|do|до|по|t\/m|tot|til|till|đến|–|-) |[–—~～]| ?[-–—~～] ?/uy;
const LIST = / (?:und|u\.|u|and|&|et|y|e|ed|и|та|και|en|och|og|ja|și|da|và|ve|dan|i|ir|un|سے|و) |, ?/uy;
const PLAIN = /^\d{1,9}$/;
const PARTS = new RegExp(
  String.raw`(\d+)|(${STEP})|([¹²³⁰⁴-⁹]+)|\^(\d+)|(م[كک]رر[اًة]{0,2})|([\p{L}\p{M}]+)`,
  "gu",
);
const ORDINAL_SIGN = new RegExp(
  String.raw`(?<=\d)(?:\.?[ºª°˚]|(?:er|re|st|nd|rd|th|o|ο[νς]?|Ο[ΝΣ]?|ère|ème|ᵉʳ|ʳᵉ|ᵉ|ᵒ|ᵃ)${NO_LETTER})`,
  "giu",
);
/** The last number of a range is at most this much larger than the first; `Article 5 – 2019 amendments` is none. */
const MAX_RANGE = 500;
/** A name counts at most this many numbers one by one. */
const MAX_LISTED = 32;

/** Reads a number in digits of any script with what inserted units add to it, or several such numbers (`3 bis 6`, `3, 4 und 5`); null when there is none. */
export function readDigits(text: string, from: number): PrintedNumber | null {
  const first = matchAt(ONE, text, from);
  if (first === "") return null;
  const value = partsOf(first);
  const low = value[0] ?? 0;
  let end = from + first.length;
  let last = low;
  let unbroken = true;
  for (let count = 0; count < MAX_LISTED; count++) {
    const list = matchAt(LIST, text, end);
    const link = list === "" ? matchAt(RANGE, text, end) : list;
    const next = link === "" ? "" : matchAt(ONE, text, end + link.length);
    const number = partsOf(next)[0] ?? -1;
    if (next === "" || number < last || number - last > MAX_RANGE) break;
    if (list !== "" && number > last + 1) unbroken = false;
    last = number;
    end += link.length + next.length;
  }
  const printed = text.slice(from, end);
  const several = printed.length > first.length && unbroken;
  return { text: printed, length: printed.length, value, ...(several ? { through: last } : {}) };
}

/** The step of an inserted unit behind the bracket that closes its number: ` مكرر` in `(4) مكرر`, or empty. */
export function readStepBehind(text: string, from: number): string {
  return matchAt(STEP_BEHIND, text, from);
}

/** Comparable parts of one number; none for a negative one. */
function partsOf(found: string): readonly number[] {
  if (PLAIN.test(found)) return [Number(found)];
  if (found === "" || found.startsWith("-")) return [];
  const ascii = toAsciiDigits(found).replace(ORDINAL_SIGN, "");
  const parts: number[] = [];
  PARTS.lastIndex = 0;
  // The pattern is long; `matchAll` would compile a copy of it for every number.
  for (let match = PARTS.exec(ascii); match !== null; match = PARTS.exec(ascii)) {
    const [, digits, step, raised, caret, again, letters] = match;
    if (digits !== undefined) parts.push(safeNumber(digits));
    else if (parts.length === 0) continue;
    else if (raised !== undefined) parts.push(INSERTED + safeNumber(raised.normalize("NFKC")));
    else if (caret !== undefined) parts.push(INSERTED + safeNumber(caret));
    else if (again !== undefined) parts.push(INSERTED + 2);
    else parts.push(...suffixValue((step ?? letters ?? "").normalize("NFKC")));
  }
  return parts;
}
