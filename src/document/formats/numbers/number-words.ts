import type { NumberWriter } from "./letters.ts";

const ONES =
  " one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS = "  twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const ORDINALS: ReadonlyMap<string, string> = new Map([
  ["one", "first"],
  ["two", "second"],
  ["three", "third"],
  ["five", "fifth"],
  ["eight", "eighth"],
  ["nine", "ninth"],
  ["twelve", "twelfth"],
]);
const LAST_WORD = /[a-z]+$/;
/** From here on word processors differ: with `and`, and without. */
const MOST = 999;

function words(value: number): string {
  if (value < 20) return ONES[value] ?? "";
  if (value < 100) return `${TENS[Math.floor(value / 10)]}${value % 10 > 0 ? `-${words(value % 10)}` : ""}`;
  return `${words(Math.floor(value / 100))} hundred ${words(value % 100)}`.trimEnd();
}

const withCapital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** `Twenty-one`, in English. */
export const writeCardinal: NumberWriter = (value) =>
  value < 1 || value > MOST ? null : withCapital(words(value));

/** `Twenty-first`, in English. */
export const writeOrdinal: NumberWriter = (value) =>
  value < 1 || value > MOST
    ? null
    : withCapital(
        words(value).replace(
          LAST_WORD,
          (last) => ORDINALS.get(last) ?? (last.endsWith("y") ? `${last.slice(0, -1)}ieth` : `${last}th`),
        ),
      );

/** `21st`, in English. */
export const writeOrdinalDigits: NumberWriter = (value) => {
  const isTeen = value % 100 >= 11 && value % 100 <= 13;
  return `${value}${(isTeen ? undefined : ["th", "st", "nd", "rd"][value % 10]) ?? "th"}`;
};

const VIETNAMESE = "không một hai ba bốn năm sáu bảy tám chín".split(" ");

/** Words of Vietnamese up to ninety-nine: `hai mươi mốt`. */
export const writeVietnamese: NumberWriter = (value) => {
  if (value < 1 || value > 99) return null;
  const [tens, ones] = [Math.floor(value / 10), value % 10];
  if (tens === 0) return VIETNAMESE[ones] ?? null;
  const head = tens === 1 ? "mười" : `${VIETNAMESE[tens]} mươi`;
  const last = ones === 5 ? "lăm" : ones === 1 && tens > 1 ? "mốt" : VIETNAMESE[ones];
  return ones === 0 ? head : `${head} ${last}`;
};

const KOREAN_ONES = " 하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉".split(" ");
const KOREAN_TENS = " 열 스물 서른 마흔 쉰 예순 일흔 여든 아흔".split(" ");

/** The Korean words of its own, which end at ninety-nine. */
export const writeKorean: NumberWriter = (value) =>
  value < 1 || value > 99 ? null : `${KOREAN_TENS[Math.floor(value / 10)]}${KOREAN_ONES[value % 10]}`;
