import { FULL_STOPS } from "../conventions/full-stops.ts";
import { STEP_PATTERN } from "../conventions/number-steps.ts";
import { isDotted } from "../names/dotted-out.ts";
import { COMMENTARY } from "../names/insertion-lead.ts";

/** The letters or the step of an inserted number: `2A`, `2б`, `2 bis`, `2-bis`, or its number in brackets: `2(1)`. */
const INSERTED = String.raw`(?:[A-Z]{1,2}|[a-zа-яक-हক-হ]|-?[က-အ]|[א-ת]{1,2}|[ -]?(?:${STEP_PATTERN})|\(\d{1,2}\)|\/\d{1,2})?`;
/** What may stand before the number of an inserted unit: `1[2A.`. */
const INSERTION = String.raw`(?:\d{1,3}\[|\[(?=\p{Nd}{1,4}[A-Z]))?`;
const DOTTED = String.raw`\p{Nd}{1,4}[A-Z]{0,2}(?:[.\-–]\p{Nd}{1,4}[A-Z]{0,2}){1,6}`;
const CAPITAL = String.raw`["“«([]?[\p{Lu}\p{Lo}]`;
const HAN_NUMBER = "第?[〇零一二三四五六七八九十百]{1,5}[、．.]";
const HAN_ITEM = new RegExp(`^${HAN_NUMBER}`, "u");
/** A number before text at the start of a Markdown paragraph: dotted (`12.04.010`, `1-2-3`, `3.¹`), Chinese (`一、`), of a list item, or bare before a capital. */
const MARKDOWN_NUMBER = new RegExp(
  String.raw`^(?:${DOTTED}[.)]?\s|${INSERTION}\p{Nd}{1,4}(?:${INSERTED}(?:[.)${FULL_STOPS}]\s|\.[-–—]{1,2})|\.?[⁰¹²³⁴-⁹]+\s|[A-Z]{0,2} {1,8}${CAPITAL})|${HAN_NUMBER})`,
  "u",
);
/** The same in plain text, where any number counts. */
const PLAIN_NUMBER = new RegExp(
  String.raw`^(?:\p{Nd}|${COMMENTARY}|\[(?=\p{Nd}{1,4}[A-Z])|[A-Z]\.|${HAN_NUMBER})`,
  "u",
);
/** A number inside a paragraph that was not divided by blank lines. */
const TIGHT_NUMBER = new RegExp(
  String.raw`^${INSERTION}(?:${DOTTED}[.)]? {1,8}(?:[-–—]{1,2} )?|\p{Nd}{1,4}${INSERTED}(?:[.)${FULL_STOPS}] {1,8}|\.[-–—]{1,2} ?))(?:${CAPITAL}|\(\p{Nd})`,
  "u",
);
/** The same without a mark, where something new may begin. */
const TIGHT_BARE = new RegExp(
  String.raw`^\p{Nd}{1,4}(?:\.\d{1,2})?${INSERTED} {1,4}(?:\p{Lu}|\(\p{Nd}{1,2}\) ["“«(]?\p{Lu})`,
  "u",
);
/** A number alone on its line, as an extraction from a page leaves the hanging numbers of clauses. */
const LONE_NUMBER = new RegExp(
  String.raw`^(?:(?:\p{Nd}{1,4}|[IVXLC]{1,7})[.)${FULL_STOPS}]|${DOTTED}${INSERTED}[.)${FULL_STOPS}]?)$`,
  "u",
);
const BOLD_NUMBER = new RegExp(
  String.raw`^(?:${HAN_NUMBER}|${INSERTION}\p{Nd}{1,4}(?:[.\-–]\p{Nd}{1,4})*${INSERTED}[.)${FULL_STOPS}]?(?:[-–—]{1,2}|\s|$))`,
  "u",
);

/** What tells which numbers a line may begin with. */
interface LineOfNumber {
  readonly isPlainText: boolean;
  readonly isBold: boolean;
  readonly startsBlock: boolean;
}

/** True for a line that begins with the number of a unit or an item, as its place in the text allows. */
export function beginsWithNumber(text: string, { isPlainText, isBold, startsBlock }: LineOfNumber): boolean {
  if (isDotted(text)) return true;
  if (!startsBlock) return TIGHT_NUMBER.test(text);
  if (isPlainText) return PLAIN_NUMBER.test(text);
  return (isBold ? BOLD_NUMBER : MARKDOWN_NUMBER).test(text);
}

/** True for a number that counts only where something new may begin: alone on its line, without a mark, or in Chinese signs. */
export function mayCountAlone(text: string): boolean {
  return LONE_NUMBER.test(text) || TIGHT_BARE.test(text) || HAN_ITEM.test(text);
}
