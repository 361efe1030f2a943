/** How texts of one language look in an encoding that was used before UTF-8. */
export interface Encoding {
  /** As `TextDecoder` knows it. */
  readonly label: string;
  /** As iconv and people know it. */
  readonly name: string;
  /** Characters outside ASCII that the text mostly consists of, where it is in this encoding. */
  readonly familiar: RegExp;
  /** Their least share of all characters outside ASCII. */
  readonly minShare: number;
}

const HAN = "，。、：；《》";
const SIGNS = "§£°ºª«»“”„‘’–—…·€\u00a0\u00ad";
/** In a script of its own, letters stand beside letters, and a capital begins a word. */
const inScript = (small: string, capital: string) =>
  new RegExp(
    `(?<=[${small}${capital}])[${small}]|[${small}](?=[${small}])|(?<!\\p{L})[${capital}](?=[${small}])|[${SIGNS}№]`,
    "gu",
  );
/** Among ASCII letters, a letter stands alone or beside others, and no capital follows a small letter. */
const amongAscii = (letters: string) =>
  new RegExp(
    `(?<!(?![${letters}])\\P{ASCII})[${letters}](?!(?![${letters}${SIGNS}])\\P{ASCII})|(?<![a-z${letters}])[${letters.toUpperCase()}](?=[\\p{L} ’'])|[${SIGNS}]`,
    "gu",
  );
const many = (label: string, name: string, familiar: RegExp, minShare: number): Encoding => ({
  label,
  name,
  familiar,
  minShare,
});
const latin = (label: string, letters: string): Encoding => ({
  label,
  name: label.toUpperCase(),
  familiar: amongAscii(letters),
  minShare: 0.85,
});
const script = (label: string, small: string, capital: string): Encoding => ({
  label,
  name: label.toUpperCase(),
  familiar: inScript(small, capital),
  minShare: 0.75,
});
const JAPANESE = /[ぁ-んァ-ヶー、。「」第条項号]/gu;

/** Encodings of two bytes a character; the first that fits is taken. */
export const WIDE_ENCODINGS: readonly Encoding[] = [
  many("shift_jis", "SHIFT_JIS", JAPANESE, 0.35),
  many("euc-jp", "EUC-JP", JAPANESE, 0.35),
  many("euc-kr", "CP949", /[가-힣]/gu, 0.85),
  many(
    "gb18030",
    "GB18030",
    new RegExp(`[的一是不了在人有我他这中大国和条第章法规定应当以及者或为机关行政${HAN}]`, "gu"),
    0.15,
  ),
  many(
    "big5",
    "BIG5",
    new RegExp(`[的一是不了在人有我他這中大國和條第章法規定應當以及者或為機關行政「」${HAN}]`, "gu"),
    0.15,
  ),
];

/** Encodings of one byte a character; the one that fits best is taken, of several the first. */
export const NARROW_ENCODINGS: readonly Encoding[] = [
  latin("windows-1252", "àâçéèêëîïôùûüœæ"),
  latin("windows-1252", "äöüßé"),
  latin("windows-1252", "áéíóúñü"),
  latin("windows-1252", "áâãàçéêíóôõúü"),
  latin("windows-1252", "àèéìòù"),
  latin("windows-1252", "åäöæøéü"),
  latin("windows-1252", "áðéíóúýþæö"),
  latin("windows-1250", "ąćęłńóśźż"),
  latin("windows-1250", "áčďéěíňóřšťúůýžľĺŕäô"),
  latin("windows-1250", "áéíóöőúüű"),
  latin("windows-1250", "čćđšž"),
  latin("windows-1250", "ăâîşţ"),
  latin("windows-1254", "çğıöşüâî"),
  latin("windows-1257", "ąčęėįšųūžāēģīķļņõäöü"),
  script("windows-1255", "א-ת\u05b0-\u05c2", ""),
  script("windows-1251", "а-яёіїєґў", "А-ЯЁІЇЄ"),
  script("koi8-r", "а-яё", "А-ЯЁ"),
  script("windows-1253", "α-ωάέήίόύώϊϋ", "Α-ΩΆΈΉΊΌΎΏ"),
  script("windows-1256", "ء-ي\u064b-\u0652،؛؟", ""),
  script("windows-874", "ก-\u0e3aเ-\u0e5b", ""),
  {
    label: "windows-1258",
    name: "WINDOWS-1258",
    familiar:
      /(?<=[aeiouyăâêôơư])[\u0300\u0301\u0303\u0309\u0323]|[àáâăèéêíóôơùúưđ–“”]|(?<![a-zà-ỹ])[ÀÁÂĂÈÉÊÍÓÔƠÙÚƯĐ]/giu,
    minShare: 0.9,
  },
];

/** Vietnamese before Unicode. Its letters are signs elsewhere, so that other texts fit it too: it is tried last. */
export const LAST_ENCODING: Encoding = {
  label: "windows-1252",
  name: "TCVN",
  familiar: /(?<=[\p{L}¨-®µ-¹])[¨-®µ-¹»-þ]|[¨-®µ-¹»-þ](?=\p{L})|§(?=\p{L})/gu,
  minShare: 0.95,
};

/** What Windows-1252 has where Latin-1 has controls; Node 20 decodes the one as the other. */
const WINDOWS_SIGNS = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/** The text that the bytes are in an encoding; what does not fit becomes U+FFFD. */
export function decodeAs({ label }: Pick<Encoding, "label">, bytes: Uint8Array): string {
  const text = new TextDecoder(label).decode(bytes);
  if (label !== "windows-1252") return text;
  return text.replace(/[\u0080-\u009f]/g, (sign) => WINDOWS_SIGNS[sign.charCodeAt(0) - 0x80] ?? sign);
}
