/** Latin and Thai words for inserted units, from the second: `2 bis`, `2 ter`; spellings of one number are separated by a bar. */
const STEPS: readonly string[] = [
  "bis|ทวิ",
  "ter|ตรี",
  "quater|จัตวา",
  "quinquies|quinques|เบญจ",
  "sexies|ฉ",
  "septies|สัตต",
  "octies|อัฏฐ",
  "nonies|novies|นว",
  "decies|ทศ",
  "undecies",
  "duodecies",
  "terdecies|tredecies|tridecies",
  "quaterdecies|quattuordecies|quatuordecies",
  "quindecies|quinquiesdecies|quinquedecies|quinquadecies",
  "sexdecies|sedecies|sexiesdecies",
  "septdecies|septendecies|septiesdecies|septemdecies",
  "octodecies|duodevicies|octiesdecies",
  "novodecies|undevicies|noviesdecies|nonodecies|novdecies",
];
const TENS: readonly string[] = [
  "vicies",
  "tricies",
  "quadragies",
  "quinquagies",
  "sexagies",
  "septuagies",
  "octogies",
  "nonagies",
  "centies",
];
/** What stands before a ten, from the first: `unvicies`, `duovicies`. */
const UNITS: readonly string[] = [
  "un",
  "duo|bis",
  "ter|tre",
  "quater",
  "quin|quinque|quinquies",
  "sex|sexies",
  "sept|septies",
  "octo|octies",
  "novo|nov|novies",
];

/** Value of every step: 2 for `bis`; an inserted number without a step counts as the first. */
export const STEP_VALUES: ReadonlyMap<string, number> = new Map([
  ["semel", 1],
  ...STEPS.flatMap((words, index) => valued(words, index + 2)),
  ...TENS.flatMap((ten, index) => compound(ten, (index + 2) * 10)),
]);

/** The steps as the source of a pattern, longest first, in lower case, upper case and with a first capital. */
export const STEP_PATTERN: string = makePattern([...STEP_VALUES.keys()]);

/** Alternatives by their first letter, which rules most of them out at once. */
function makePattern(words: readonly string[]): string {
  const cased = words.flatMap((word) => [
    word,
    word.toUpperCase(),
    word.charAt(0).toUpperCase() + word.slice(1),
  ]);
  const letters = [...new Set(cased.map((word) => word.charAt(0)))];
  const groups = letters.map((letter) => {
    const ends = cased.filter((word) => word.startsWith(letter)).map((word) => word.slice(1));
    return `${letter}(?:${ends.toSorted((a, b) => b.length - a.length).join("|")})`;
  });
  return `(?=[${letters.join("")}])(?:${groups.join("|")})`;
}

function compound(ten: string, value: number): [string, number][] {
  const above = UNITS.flatMap((words, index) =>
    words.split("|").map((word): [string, number] => [word + ten, value + index + 1]),
  );
  return [[ten, value], ...above];
}

function valued(words: string, value: number): [string, number][] {
  return words.split("|").map((word) => [word, value]);
}
