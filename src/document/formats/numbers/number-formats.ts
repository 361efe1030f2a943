import { counted } from "./counting.ts";
import { writeHebrewLetter, writeHebrewNumeral } from "./hebrew.ts";
import { cycled, digits, listed, type NumberWriter, repeated, row } from "./letters.ts";
import {
  writeCardinal,
  writeKorean,
  writeOrdinal,
  writeOrdinalDigits,
  writeVietnamese,
} from "./number-words.ts";
import { writeRoman } from "./roman.ts";

const LATIN = [..."abcdefghijklmnopqrstuvwxyz"];
const RUSSIAN = [..."абвгдежзиклмнопрстуфхцчшщыэюя"];
const upper = (letters: readonly string[]) => letters.map((letter) => letter.toUpperCase());
const CHINESE = "〇一二三四五六七八九";
/** The zero of Taiwan, and of Word's own counting, is a circle. */
const TAIWANESE = "○一二三四五六七八九";
const FULL_WIDTH = digits("０１２３４５６７８９");
const STEMS = [..."甲乙丙丁戊己庚辛壬癸"];
const BRANCHES = [..."子丑寅卯辰巳午未申酉戌亥"];
const CIRCLES = listed(row(0x2460, 20));

/** Chinese numbers up to ninety-nine; from there on, Word prints digits and other programs places. */
const underHundred: NumberWriter = (value) =>
  value > 99
    ? null
    : counted({ digits: CHINESE, places: "十百千万", leavesOutOne: "in the first ten" })(value);

/**
 * How numbers are printed in the formats of ECMA-376 part 1, 17.18.59. A format that is missing here, or that gives null for a number, is one of
 * which nobody can say for certain what Word prints.
 */
export const NUMBER_FORMATS: ReadonlyMap<string, NumberWriter> = new Map<string, NumberWriter>([
  ["decimal", String],
  ["decimalHalfWidth", String],
  ["decimalZero", (value) => String(value).padStart(2, "0")],
  ["numberInDash", (value) => `- ${value} -`],
  ["hex", (value) => value.toString(16).toUpperCase()],
  ["none", () => ""],
  ["bullet", () => ""],
  ["upperRoman", writeRoman],
  ["lowerRoman", (value) => writeRoman(value)?.toLowerCase() ?? null],
  ["upperLetter", repeated(upper(LATIN))],
  ["lowerLetter", repeated(LATIN)],
  ["russianUpper", repeated(upper(RUSSIAN))],
  ["russianLower", repeated(RUSSIAN)],
  ["chicago", repeated([..."*†‡§"])],
  ["ordinal", writeOrdinalDigits],
  ["cardinalText", writeCardinal],
  ["ordinalText", writeOrdinal],
  ["decimalFullWidth", FULL_WIDTH],
  ["decimalFullWidth2", FULL_WIDTH],
  ["hindiNumbers", digits("०१२३४५६७८९")],
  ["thaiNumbers", digits("๐๑๒๓๔๕๖๗๘๙")],
  ["ideographDigital", digits(CHINESE)],
  ["japaneseDigitalTenThousand", (value) => (value > 9999 ? null : digits(CHINESE)(value))],
  ["taiwaneseDigital", digits(TAIWANESE)],
  ["koreanDigital", digits("영일이삼사오육칠팔구")],
  ["koreanDigital2", (value) => (value === 0 ? null : digits("零一二三四五六七八九")(value))],
  ["japaneseCounting", counted({ digits: CHINESE, places: "十百千万", leavesOutOne: "always" })],
  ["japaneseLegal", counted({ digits: "〇壱弐参四伍六七八九", places: "拾百阡萬", leavesOutOne: "never" })],
  [
    "chineseCountingThousand",
    counted({ digits: CHINESE, places: "十百千万", leavesOutOne: "in the first ten", saysZero: true }),
  ],
  [
    "taiwaneseCountingThousand",
    counted({
      digits: "零一二三四五六七八九",
      places: "十百千萬",
      leavesOutOne: "in the first ten",
      saysZero: true,
    }),
  ],
  ["chineseCounting", underHundred],
  ["taiwaneseCounting", underHundred],
  [
    "ideographLegalTraditional",
    counted({ digits: "零壹貳參肆伍陸柒捌玖", places: "拾佰仟萬", leavesOutOne: "never", saysZero: true }),
  ],
  [
    "chineseLegalSimplified",
    counted({ digits: "零壹贰叁肆伍陆柒捌玖", places: "拾佰仟萬", leavesOutOne: "never", saysZero: true }),
  ],
  [
    "koreanCounting",
    counted({
      digits: "영일이삼사오육칠팔구",
      places: "십백천만",
      leavesOutOne: "always",
      leavesOutMyriad: true,
    }),
  ],
  ["koreanLegal", writeKorean],
  ["vietnameseCounting", writeVietnamese],
  ["decimalEnclosedCircle", CIRCLES],
  ["decimalEnclosedCircleChinese", listed(row(0x2460, 10))],
  ["decimalEnclosedFullstop", listed(row(0x2488, 20))],
  ["decimalEnclosedParen", listed(row(0x2474, 20))],
  ["ideographEnclosedCircle", listed(row(0x3220, 10))],
  ["ideographTraditional", listed(STEMS)],
  ["ideographZodiac", listed(BRANCHES)],
  [
    "ideographZodiacTraditional",
    (value) => (value < 1 ? null : `${STEMS[(value - 1) % 10]}${BRANCHES[(value - 1) % 12]}`),
  ],
  ["aiueo", cycled([..."ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"])],
  [
    "aiueoFullWidth",
    cycled([
      ..."アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
    ]),
  ],
  // Two of its letters have no form of half width.
  ["iroha", cycled([..."ｲﾛﾊﾆﾎﾍﾄﾁﾘﾇﾙｦﾜｶﾖﾀﾚｿﾂﾈﾅﾗﾑｳヰﾉｵｸﾔﾏｹﾌｺｴﾃｱｻｷﾕﾒﾐｼヱﾋﾓｾｽﾝ"])],
  [
    "irohaFullWidth",
    cycled([
      ..."イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン",
    ]),
  ],
  ["ganada", cycled([..."가나다라마바사아자차카타파하"])],
  ["chosung", cycled([..."ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"])],
  ["hebrew1", writeHebrewNumeral],
  ["hebrew2", writeHebrewLetter],
  ["arabicAlpha", repeated([..."أبتثجحخدذرزسشصضطظعغفقكلمنهوي"], 1)],
  ["arabicAbjad", repeated([..."أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"], 1)],
  // Behind these the lists of word processors differ in the letters that they skip.
  ["hindiVowels", repeated([..."कखगघङचछजझञटठडढणतथदधन"], 1)],
  ["hindiConsonants", repeated([..."अआइईउऊ"], 1)],
  ["thaiLetters", repeated([..."กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยร"], 1)],
]);

/** Formats whose words depend on the language; they are known in English. */
export const WORD_FORMATS: ReadonlySet<string> = new Set(["ordinal", "cardinalText", "ordinalText"]);
