import { ACT_NUMBERS, DATED_ACTS } from "../conventions/containers.ts";

const MAX_CHARS = 80;
/** `No. 8`, `Nr. 12/2006`, `số 5/2020` at the end of a title. */
const NUMBER_OF_ACT = /(?: ?(?:no|nr|n|num|núm|nº|số|αριθ|№)[.°º]?)? \p{Nd}[\p{L}\p{Nd}/.-]{0,20}$/iu;
const BINDS =
  /^(?:$| (?:between|on|concerning|relating|zwischen|über|betreffend|entre|relatif|sur|sobre|tra|fra|su|tussen|mellan|mellom|mellem|między|mezi|medzi|između|med|между|об|між|giữa|về) [^.;:]{1,70}$)/u;
const LOWER_OR_DIGIT = /[\p{Ll}\p{Nd}]/u;

/** The text without the number of an act at its end, whose mark is in lower case in a title in capitals (`DECREE No. 8`). */
export function withoutNumberOfAct(text: string): string {
  return text.replace(NUMBER_OF_ACT, "");
}

/** True for a title in capitals, and for the word of an act, which ends at `end`, alone or before whom or what it binds. */
export function isActTitle(text: string, end: number): boolean {
  if (text.length > MAX_CHARS) return false;
  return (
    !LOWER_OR_DIGIT.test(withoutNumberOfAct(text)) || (/^\p{Lu}/u.test(text) && BINDS.test(text.slice(end)))
  );
}

/** The word of an act and its year or number at the end of a title: `ACT, 2001`, `ACT 1994 (NO. 12)`, `ACT (No. 12 of 1994)`. */
const DATED = new RegExp(
  String.raw`(?<![\p{L}\p{M}])(?:${DATED_ACTS.join("|")}),?(?: \d{4}|,? \(?NO\. ?\d{1,4}(?: OF \d{4})?\)?){1,2}$`,
  "iu",
);

/** True for a title in capitals that ends with the word of an act and its year or number: `THE FERRIES ACT, 2001`. */
export function isDatedAct(text: string): boolean {
  const found = text.length <= MAX_CHARS ? DATED.exec(text) : null;
  return found !== null && found.index > 0 && !/\p{Ll}/u.test(text.slice(0, found.index + 2));
}

/** The number of an act in the acts of a year, alone on its line. */
const NUMBER_IN_YEAR = new RegExp(
  String.raw`^\d{4} (?:${ACT_NUMBERS.map((word) => word.replace(".", "\\.")).join("|")}) ?\d+(?: \([A-Z]{1,3}\. ?\d{1,4}\)){0,3}$`,
  "iu",
);

/** True for the number of an act in the acts of a year: `1991 CHAPTER 41`, `2014 No. 1686`. */
export function isNumberInYear(text: string): boolean {
  return text.length <= MAX_CHARS && NUMBER_IN_YEAR.test(text);
}
