import { STEP_VALUES } from "../conventions/number-steps.ts";

/** Alphabets by which inserted units are counted; a letter outside them counts by its code. */
const ALPHABETS: readonly string[] = [
  "abcdefghijklmnopqrstuvwxyz",
  "абвгґдеєжзиіїйклмнопрстуфхцчшщъыьэюя",
  "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह",
  "কখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহ",
  "ကခဂဃငစဆဇဈညဋဌဍဎဏတထဒဓနပဖဗဘမယရလဝသဟဠအ",
  "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
  "אבגדהוזחטיכלמנסעפצקרשת",
];
/** Added to every part that a letter or a step gives, so that `2A` stands after `2.9` and before `3`. */
export const INSERTED = 1_000_000;
const GREEK_UNITS = "αβγδεϛζηθ";
const GREEK_TENS = "ικλμνξοπϟ";
const GREEK = /^[α-ωϛϟ]+$/u;
const KERAIA = /[^α-ωϛϟ]/gu;
const MARKS = /\p{Mn}/gu;
const LAST_LETTER = 26;

/**
 * Comparable parts of the letters after a number, each from {@link INSERTED}: `a` is 1, `AB` is 1 and 2 (after `A` and before `B`), `aa` is
 * 27 (after `z`), `bis` is 2, and Greek letters are the numeral that they form.
 */
export function suffixValue(letters: string): readonly number[] {
  return placesOf(letters).map((place) => INSERTED + place);
}

function placesOf(letters: string): readonly number[] {
  const folded = letters.toLowerCase().replace(/[أإآ]|الف/gu, "ا");
  const step = STEP_VALUES.get(folded);
  if (step !== undefined) return [step];
  const [first = "", ...rest] = [...folded];
  const stepAfter = STEP_VALUES.get(rest.join(""));
  if (stepAfter !== undefined) return [letterValue(first), stepAfter];
  if (GREEK.test(folded)) return [greekValue(folded)];
  if (folded === letters && rest.length > 0 && rest.every((letter) => letter === first))
    return [letterValue(first) + LAST_LETTER * rest.length];
  return [first, ...rest].map(letterValue);
}

/** Place of a letter in its alphabet, 1 for the first; a letter with a mark stands half a place after the bare one. */
function letterValue(letter: string): number {
  const whole = placeOf(letter);
  if (whole > 0) return whole;
  const bare = placeOf(letter === "đ" ? "d" : letter.normalize("NFD").replace(MARKS, ""));
  return bare > 0 ? bare + 0.5 : (letter.codePointAt(0) ?? 0);
}

function placeOf(letter: string): number {
  for (const alphabet of ALPHABETS) {
    const place = alphabet.indexOf(letter);
    if (place >= 0) return place + 1;
  }
  return 0;
}

/** The value of Greek letters that count, in any case. */
export function greekValue(letters: string): number {
  let total = 0;
  for (const letter of letters.toLowerCase().replace(/στ|ς/gu, "ϛ").replace(KERAIA, "")) {
    const unit = GREEK_UNITS.indexOf(letter);
    const ten = GREEK_TENS.indexOf(letter);
    total += unit >= 0 ? unit + 1 : ten >= 0 ? (ten + 1) * 10 : 100;
  }
  return total;
}
