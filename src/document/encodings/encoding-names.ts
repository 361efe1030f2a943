/** Encodings that can be read, by the label of the WHATWG's Encoding Standard; each is decoded in the same way wherever the program runs. */
export const NARROW_LABELS = [
  ...["windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255"],
  ...["windows-1256", "windows-1257", "windows-1258", "windows-874", "koi8-r", "koi8-u"],
  ...["iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8"],
  ...["iso-8859-8-i", "iso-8859-10", "iso-8859-13", "iso-8859-14", "iso-8859-15"],
];
const WIDE_LABELS = ["shift_jis", "euc-jp", "gb18030", "gbk", "big5", "euc-kr"];
/** UTF-16 as it is named by most: the byte order mark says which of the two it is. */
export const UTF_16 = "utf-16";
/** No label of the standard, where it means windows-1252: a file that is said to be ASCII holds nothing else. */
export const ASCII = "us-ascii";

/** What a person may name, as it is listed. */
export const ENCODING_NAMES: readonly string[] = [
  ...["utf-8", "utf-16le", "utf-16be"],
  ...NARROW_LABELS.flatMap((label) => (label === "windows-1252" ? [label, "iso-8859-1"] : [label])),
  ...WIDE_LABELS,
];

const READABLE: ReadonlySet<string> = new Set([
  "utf-8",
  "utf-16le",
  "utf-16be",
  ...NARROW_LABELS,
  ...WIDE_LABELS,
]);
const UTF_16_NAMES = /^(?:utf-?16|ucs-?2|iso-10646-ucs-2|unicode|csunicode)$/;
const ASCII_NAMES = /^(?:us-?)?ascii$|^(?:ansi_x3\.4-1968|iso-?ir-6|iso646-us|iso_646\.irv:1991)$/;
/** Code pages by their numbers, as Windows and iconv write them. */
const CODE_PAGE = /^(?:cp|ms|win|windows)[-_]?(\d{3,5})$/;
const PAGES: Readonly<Record<string, string>> = {
  "874": "windows-874",
  "932": "shift_jis",
  "936": "gbk",
  "949": "euc-kr",
  "950": "big5",
  "1200": "utf-16le",
  "1201": "utf-16be",
  "20866": "koi8-r",
  "21866": "koi8-u",
  "54936": "gb18030",
  "65001": "utf-8",
};

/** The label of an encoding by any of its names, {@link UTF_16} and {@link ASCII} included; null for one that is not read. */
export function labelOf(name: string): string | null {
  const bare = name.trim().toLowerCase();
  if (UTF_16_NAMES.test(bare)) return UTF_16;
  if (ASCII_NAMES.test(bare)) return ASCII;
  const page = CODE_PAGE.exec(bare)?.[1];
  const asked = page === undefined ? bare : (PAGES[page] ?? `windows-${page}`);
  try {
    const label = new TextDecoder(asked).encoding;
    return READABLE.has(label) ? label : null;
  } catch {
    return null;
  }
}
