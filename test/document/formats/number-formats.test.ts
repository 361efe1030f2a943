import assert from "node:assert/strict";
import { test } from "node:test";
import { NUMBER_FORMATS } from "../../../src/document/formats/numbers/number-formats.ts";

/** What each format prints for some numbers; null where nobody can say it. */
const PRINTED: Readonly<Record<string, Readonly<Record<number, string | null>>>> = {
  decimal: { 0: "0", 1: "1", 12: "12", 40000: "40000" },
  decimalHalfWidth: { 12: "12" },
  decimalZero: { 0: "00", 9: "09", 10: "10", 100: "100" },
  numberInDash: { 3: "- 3 -" },
  hex: { 9: "9", 10: "A", 255: "FF" },
  none: { 5: "" },
  bullet: { 5: "" },
  upperRoman: { 0: null, 1: "I", 4: "IV", 9: "IX", 49: "XLIX", 1999: "MCMXCIX", 5000: "MMMMM", 32768: null },
  lowerRoman: { 0: null, 3: "iii", 48: "xlviii" },
  upperLetter: { 0: null, 1: "A", 26: "Z", 27: "AA", 53: "AAA", 780: "Z".repeat(30), 781: null },
  lowerLetter: { 25: "y", 28: "bb" },
  russianUpper: { 1: "А", 10: "К", 29: "Я", 30: "АА" },
  russianLower: { 9: "и", 26: "ы", 30: "аа" },
  chicago: { 1: "*", 4: "§", 5: "**", 6: "††" },
  ordinal: { 1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 13: "13th", 21: "21st", 112: "112th" },
  cardinalText: {
    0: null,
    1: "One",
    15: "Fifteen",
    21: "Twenty-one",
    100: "One hundred",
    111: "One hundred eleven",
    1000: null,
  },
  ordinalText: {
    1: "First",
    5: "Fifth",
    12: "Twelfth",
    20: "Twentieth",
    21: "Twenty-first",
    100: "One hundredth",
    1000: null,
  },
  decimalFullWidth: { 12: "１２" },
  decimalFullWidth2: { 12: "１２" },
  hindiNumbers: { 12: "१२" },
  thaiNumbers: { 12: "๑๒" },
  ideographDigital: { 10: "一〇", 21: "二一" },
  japaneseDigitalTenThousand: { 10: "一〇", 10000: null },
  taiwaneseDigital: { 10: "一○" },
  koreanDigital: { 10: "일영" },
  koreanDigital2: { 0: null, 10: "一零" },
  japaneseCounting: { 0: null, 10: "十", 11: "十一", 100: "百", 101: "百一", 1000: "千", 10001: "一万一" },
  japaneseLegal: { 1: "壱", 10: "壱拾", 23: "弐拾参", 100: "壱百" },
  chineseCountingThousand: {
    10: "十",
    11: "十一",
    20: "二十",
    101: "一百〇一",
    110: "一百一十",
    1001: "一千〇一",
    10010: "一万〇一十",
  },
  taiwaneseCountingThousand: { 12: "十二", 101: "一百零一", 10000: "一萬" },
  chineseCounting: { 10: "十", 99: "九十九", 100: null },
  taiwaneseCounting: { 21: "二十一", 100: null },
  ideographLegalTraditional: { 1: "壹", 10: "壹拾", 203: "貳佰零參" },
  chineseLegalSimplified: { 2: "贰", 11: "壹拾壹", 101: "壹佰零壹" },
  koreanCounting: { 10: "십", 21: "이십일", 111: "백십일", 10001: "만일" },
  koreanLegal: { 1: "하나", 10: "열", 21: "스물하나", 99: "아흔아홉", 100: null },
  vietnameseCounting: { 1: "một", 10: "mười", 11: "mười một", 15: "mười lăm", 21: "hai mươi mốt", 100: null },
  decimalEnclosedCircle: { 0: null, 1: "①", 20: "⑳", 21: "21" },
  decimalEnclosedCircleChinese: { 10: "⑩", 11: "11" },
  decimalEnclosedFullstop: { 1: "⒈", 20: "⒛", 21: "21" },
  decimalEnclosedParen: { 1: "⑴", 20: "⒇" },
  ideographEnclosedCircle: { 1: "㈠", 10: "㈩", 11: "11" },
  ideographTraditional: { 1: "甲", 10: "癸", 11: "11" },
  ideographZodiac: { 1: "子", 12: "亥", 13: "13" },
  ideographZodiacTraditional: { 0: null, 1: "甲子", 60: "癸亥", 61: "甲子" },
  aiueo: { 1: "ｱ", 46: "ﾝ", 47: "ｱ" },
  aiueoFullWidth: { 1: "ア", 44: "ワ" },
  iroha: { 1: "ｲ", 25: "ヰ", 48: "ﾝ" },
  irohaFullWidth: { 2: "ロ", 49: "イ" },
  ganada: { 1: "가", 14: "하", 15: "가" },
  chosung: { 1: "ㄱ", 14: "ㅎ" },
  hebrew1: { 1: "א", 10: "י", 15: "טו", 16: "טז", 17: "יז", 123: "קכג", 783: "תשפג", 784: null },
  hebrew2: { 11: "כ", 22: "ת", 23: null },
  arabicAlpha: { 1: "أ", 3: "ت", 28: "ي", 29: null },
  arabicAbjad: { 1: "أ", 3: "ج", 29: null },
  hindiVowels: { 1: "क", 20: "न", 21: null },
  hindiConsonants: { 1: "अ", 6: "ऊ", 7: null },
  thaiLetters: { 1: "ก", 32: "ร", 33: null },
};

test("every format prints the numbers that it can, and tells those that nobody can say", () => {
  assert.deepEqual([...NUMBER_FORMATS.keys()].toSorted(), Object.keys(PRINTED).toSorted());
  for (const [format, numbers] of Object.entries(PRINTED))
    for (const [number, printed] of Object.entries(numbers))
      assert.equal(NUMBER_FORMATS.get(format)?.(Number(number)), printed, `${format} ${number}`);
});

test("formats of amounts and of words that differ between programs are not written", () => {
  for (const format of ["bahtText", "dollarText", "thaiCounting", "hindiCounting", "unknown"])
    assert.equal(NUMBER_FORMATS.has(format), false);
});

test("no format throws, or prints a lone half of a sign, for any number up to 2000", () => {
  for (const [format, write] of NUMBER_FORMATS)
    for (let number = 0; number <= 2000; number++) assert.ok(write(number)?.isWellFormed() ?? true, format);
});
