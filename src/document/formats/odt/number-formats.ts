import { counted } from "../numbers/counting.ts";
import { writeHebrewNumeral } from "../numbers/hebrew.ts";
import {
  columns,
  cycled,
  digits,
  LATIN,
  listed,
  type NumberWriter,
  repeated,
  row,
} from "../numbers/letters.ts";
import { writeCardinal, writeKorean, writeOrdinal, writeOrdinalDigits } from "../numbers/number-words.ts";
import { writeRoman } from "../numbers/roman.ts";

const BULGARIAN = [..."абвгдежзиклмнопрстуфхцчшщъюя"];
const RUSSIAN = [..."абвгдежзиклмнопрстуфхцчшщыэюя"];
const SERBIAN = [..."абвгдђежзијклљмнњопрстћуфхцчџш"];
/** LibreOffice repeats a letter no more often. */
const MOST_ROUNDS = 14;

const upper = (letters: readonly string[]) => letters.map((letter) => letter.toUpperCase());
/** The first letter alone is upper case: `Аб`. */
const capital =
  (writer: NumberWriter): NumberWriter =>
  (value) => {
    const text = writer(value);
    return text === null ? null : text.charAt(0).toUpperCase() + text.slice(1);
  };
const same = (letters: readonly string[]) => repeated(letters, MOST_ROUNDS);
const padded =
  (length: number): NumberWriter =>
  (value) =>
    String(value).padStart(length, "0");
const lower =
  (writer: NumberWriter): NumberWriter =>
  (value) =>
    writer(value)?.toLowerCase() ?? null;

/** Letters of the Cyrillic alphabets, as columns and repeated, by the mark of the language. */
function cyrillic(
  language: string,
  alphabet: readonly string[],
): readonly (readonly [string, NumberWriter])[] {
  return [
    [`а, б, .., аа, аб, ... (${language})`, columns(alphabet)],
    [`А, Б, .., Аа, Аб, ... (${language})`, capital(columns(alphabet))],
    [`а, б, .., аа, бб, ... (${language})`, same(alphabet)],
    [`А, Б, .., Аа, Бб, ... (${language})`, capital(same(alphabet))],
  ];
}

const GREEK = ["  Ρ Σ Τ Υ Φ Χ Ψ Ω Ϡ", "  Ι Κ Λ Μ Ν Ξ Ο Π ϟ", "  Α Β Γ Δ Ε ΣΤ Ζ Η Θ"].map((signs) =>
  signs.slice(1).split(" "),
);

/** The sum of letters for hundreds, tens and ones. */
const greek: NumberWriter = (value) =>
  value < 1 || value > 999
    ? null
    : GREEK.map((signs, place) => signs[Math.floor(value / 10 ** (2 - place)) % 10]).join("");

const CHINESE = { leavesOutOne: "in the first ten", saysZero: true } as const;
const FORMAL = { leavesOutOne: "never", saysZero: true } as const;

/**
 * How numbers are printed in the formats of ODF 1.3 part 3, 19.506, and in those that LibreOffice has beside them. A format that is missing here,
 * or that gives null for a number, is one of which nobody can say for certain what is printed.
 */
const FORMATS: ReadonlyMap<string, NumberWriter> = new Map<string, NumberWriter>([
  ["1", String],
  ["a", columns(LATIN)],
  ["A", columns(upper(LATIN))],
  ["i", lower(writeRoman)],
  ["I", writeRoman],
  ["01, 02, 03, ...", padded(2)],
  ["001, 002, 003, ...", padded(3)],
  ["0001, 0002, 0003, ...", padded(4)],
  ["00001, 00002, 00003, ...", padded(5)],
  ["١, ٢, ٣, ...", digits("٠١٢٣٤٥٦٧٨٩")],
  ["۱, ۲, ۳, ...", digits("۰۱۲۳۴۵۶۷۸۹")],
  ["१, २, ३, ...", digits("०१२३४५६७८९")],
  ...cyrillic("bg", BULGARIAN),
  ...cyrillic("ru", RUSSIAN),
  ...cyrillic("sr", SERBIAN),
  ["أ, ب, ت, ...", columns([..."أبتثجحخدذرزسشصضطظعغفقكلمنهوى"])],
  ["ا, ب, ج, ...", columns([..."ابجدهوزحطيكلمنسعفصقرشتثخذضظغ"])],
  ["א, ב, ג, ...", columns([..."אבגדהוזחטיכלמנסעפצקרשת"])],
  ["ก, ข, ค, ...", columns([..."กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรฤลฦวศษสหฬอฮ"])],
  ["א, י, ק, ...", writeHebrewNumeral],
  ["Α, Β, ... (gr)", greek],
  ["α, β, ... (gr)", lower(greek)],
  ["*, †, ‡, §, **, ††, ...", same([..."*†‡§"])],
  ["一, 二, 三, ...", counted({ digits: "零一二三四五六七八九", places: "十百千万", ...CHINESE })],
  ["壹, 贰, 叁, ...", counted({ digits: "零壹贰叁肆伍陆柒捌玖", places: "拾佰仟万", ...FORMAL })],
  ["壹, 貳, 參, ...", counted({ digits: "零壹貳參肆伍陸柒捌玖", places: "拾佰仟萬", ...FORMAL })],
  ["一, 二, 三, ... (ko)", digits("零一二三四五六七八九")],
  ["일, 이, 삼, ... (ko-x-digital)", digits("영일이삼사오육칠팔구")],
  [
    "일, 이, 삼, ...",
    counted({
      digits: "영일이삼사오육칠팔구",
      places: "십백천만",
      leavesOutOne: "always",
      leavesOutMyriad: true,
    }),
  ],
  ["하나, 둘, 셋, ...", writeKorean],
  ["甲, 乙, 丙, ...", listed([..."甲乙丙丁戊己庚辛壬癸"])],
  ["子, 丑, 寅, ...", listed([..."子丑寅卯辰巳午未申酉戌亥"])],
  ["①, ②, ③, ...", listed([...row(0x2460, 20), ...row(0x3251, 15), ...row(0x32b1, 15)])],
  [
    "ア, イ, ウ, ...",
    cycled([
      ..."アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
    ]),
  ],
  ["ｱ, ｲ, ｳ, ...", cycled([..."ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"])],
  [
    "イ, ロ, ハ, ...",
    cycled([
      ..."イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン",
    ]),
  ],
  // Two of its letters have no form of half width.
  ["ｲ, ﾛ, ﾊ, ...", cycled([..."ｲﾛﾊﾆﾎﾍﾄﾁﾘﾇﾙｦﾜｶﾖﾀﾚｿﾂﾈﾅﾗﾑｳヰﾉｵｸﾔﾏｹﾌｺｴﾃｱｻｷﾕﾒﾐｼヱﾋﾓｾｽﾝ"])],
  ["ㄱ, ㄴ, ㄷ, ...", cycled([..."ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"])],
  ["가, 나, 다, ...", cycled([..."가나다라마바사아자차카타파하"])],
  ["㉠, ㉡, ㉢, ...", cycled(row(0x3260, 14))],
  ["㉮, ㉯, ㉰, ...", cycled(row(0x326e, 14))],
]);

/** Formats in which `style:num-letter-sync` changes what is printed: each letter is repeated. */
const SYNCED: ReadonlyMap<string, NumberWriter> = new Map([
  ["a", same(LATIN)],
  ["A", same(upper(LATIN))],
]);

/** Formats in words, which depend on the language; they are known in English. */
const WORDS: ReadonlyMap<string, NumberWriter> = new Map([
  ["1st", writeOrdinalDigits],
  ["One", writeCardinal],
  ["First", writeOrdinal],
]);
const ENGLISH = /^en\b/i;

/** What writes the numbers of a format in a paragraph of a language; null where nobody can say how. */
export function findWriter(
  format: string,
  { isSynced, language }: { readonly isSynced: boolean; readonly language: string | null },
): NumberWriter | null {
  const words = WORDS.get(format);
  if (words !== undefined) return language === null || ENGLISH.test(language) ? words : null;
  return (isSynced ? SYNCED.get(format) : undefined) ?? FORMATS.get(format) ?? null;
}
