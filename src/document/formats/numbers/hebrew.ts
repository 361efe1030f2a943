import type { NumberWriter } from "./letters.ts";

const HUNDREDS = " ק ר ש ת תק תר תש".split(" ");
const TENS = " י כ ל מ נ ס ע פ צ".split(" ");
const ONES = " א ב ג ד ה ו ז ח ט".split(" ");
const ALPHABET = [..."אבגדהוזחטיכלמנסעפצקרשת"];
/** Word starts again behind it; others write eight hundred in another way. */
const MOST = 783;

/** The sum of letters; 15 and 16 are nine and six, nine and seven. */
export const writeHebrewNumeral: NumberWriter = (value) => {
  if (value < 1 || value > MOST) return null;
  const rest = value % 100;
  const last = rest === 15 ? "טו" : rest === 16 ? "טז" : `${TENS[Math.floor(rest / 10)]}${ONES[rest % 10]}`;
  return `${HUNDREDS[Math.floor(value / 100)]}${last}`;
};

/** The letters of the alphabet. Behind the last one, word processors differ. */
export const writeHebrewLetter: NumberWriter = (value) => ALPHABET[value - 1] ?? null;
