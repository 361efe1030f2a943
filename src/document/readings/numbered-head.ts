import { FULL_STOPS } from "../conventions/full-stops.ts";
import type { Heading } from "../headings/heading.ts";
import { isNumberInYear } from "../names/act-title.ts";
import { isDotted } from "../names/dotted-out.ts";
import { holdsVerb } from "../names/holds-verb.ts";
import { insertionLead } from "../names/insertion-lead.ts";
import { readOrdinalLead } from "../names/ordinal-lead.ts";
import { type OutlineNumber, readHanNumber } from "../names/outline-number.ts";
import { hasLeader, readPageEnd } from "../names/page-end.ts";
import { nameByNumber } from "./name-units.ts";
import { titleAfter } from "./same-line-title.ts";
import type { UnitHeading } from "./unit-heading.ts";

/** A numbered line as a unit, with the style of its number: lines of one style count together. */
export interface NumberedHead {
  readonly style: string;
  readonly head: UnitHeading;
}

const WIDE_GAP = 3;
const BOLD_LEAD = /^\s*(\*\*|__)(?=\S)(.{0,200}?\S)\1/u;
/** A title before a dash is what codes of the Commonwealth print: `Title.—(1) Text`. */
const PHRASE_LEAD =
  /^([^.:;。：(][^.:;。：]{1,59}(?:\.|(?=:))):?(?=\s+["“«(]?\p{Lu}|[-–—]{1,2}\s?["“«(]?[\p{Lu}\p{Nd}])/u;
const SUBSECTION = /^\([\p{N}a-z]{1,3}\)/u;
const MAX_LEAD_WORDS = 6;
/** A title with a stop and a verb (`Matters that may be reviewed.`) is short; with more words it is a sentence. */
const MAX_VERB_WORDS = 9;
const MAX_TITLE_CHARS = 100;
const MAX_TITLE_WORDS = 12;
/** Above text without a blank line between, a longer line may be one that the page breaks. */
const MAX_SHORT_TITLE = 60;
const LONE_MARK = new RegExp(`^[.)${FULL_STOPS}]$`, "u");
const STOPPED = new RegExp(`[.${FULL_STOPS}]$`, "u");
const CLOSES = new RegExp(`^[.)${FULL_STOPS}]`, "u");
/** A dash between spaces separates the number from a title: `12.04.010 - Purpose.` */
const AFTER_NUMBER = new RegExp(
  String.raw`^(?:\.[-–—]+|[.):${FULL_STOPS}\s]|(?<=\s)[-–—]{1,2}\s(?=["“«]?\p{Lu}))+`,
  "u",
);
const RAISED = /\.?[⁰¹²³⁴-⁹]+$/u;

/** True for a line of a table of contents: leaders or wide space before the number of a page. */
export function isContentsLine(heading: Heading): boolean {
  const end = readPageEnd(heading.raw);
  return end.number !== "" && (end.gap.length >= WIDE_GAP || hasLeader(end));
}

/** The unit that a numbered line may begin (`3.2.1 Title`, `4. Title`, `**4.** Text`, `四、`), once for each style of its number. */
export function nameNumbered(heading: Heading): readonly NumberedHead[] {
  if (isNumberInYear(heading.text)) return [];
  const han = readHanNumber(heading.text);
  if (han !== null) return nameByHan(heading, han);
  const ordinal = readOrdinalLead(heading.text, heading.shape.level > 0 || heading.shape.form === "bold");
  if (ordinal !== null) return nameByOrdinal(heading, ordinal);
  const head = nameByNumber(heading);
  if (head === null || head.value.length === 0) return [];
  if (isLone(head)) return inStyles(head).map((found) => ({ ...found, style: `${found.style} alone` }));
  return isHead(head) ? inStyles(head) : [];
}

/** How many numbers stand in the printed number: 3 for `12.04.010`, 1 for `3` and for `3.¹`. */
export function depthOf(head: Pick<UnitHeading, "key">): number {
  return head.key.replace(RAISED, "").split(/[.\-–]/u).length;
}

/** True when a title follows the number, alone on its line or before the text. */
export function hasTitle(head: UnitHeading): boolean {
  const { heading } = head;
  if (isLone(head)) return depthOf(head) > 1;
  if (heading.shape.form === "bold" && head.title !== "") return true;
  const rest = restOf(head);
  if (readLead(rest) !== "") return true;
  if (heading.shape.alone) return rest.length <= MAX_TITLE_CHARS && isPhrase(rest);
  return rest.length <= MAX_SHORT_TITLE && isPhrase(rest) && !rest.endsWith(".") && !heading.goesOn;
}

/** True when the words after the number go on in lower case. */
export function isInLowerCase(head: UnitHeading): boolean {
  return /^\p{Ll}/u.test(restOf(head));
}

/** Keeps the titles where most lines have one; elsewhere only words in bold type and short phrases before the text are titles. */
export function titleHeads(heads: Iterable<UnitHeading>): readonly UnitHeading[] {
  const all = [...heads];
  const isBold = all.some(({ title }) => /^(?:\*\*|__)/u.test(title));
  const areTitled = all.filter(hasTitle).length * 2 > all.length && !isBold;
  return all.map((head) => (areTitled && !isText(head) ? head : withLead(head)));
}

/** The unit with the title that its line shows: words in bold type, or a short phrase before the text; or empty. */
function withLead(head: UnitHeading): UnitHeading {
  if (head.heading.shape.form === "bold") return head;
  return { ...head, title: readLead(restOf(head)) };
}

/** The words in bold type or the short phrase with which a text begins; or empty. */
export function readLead(rest: string): string {
  const bold = BOLD_LEAD.exec(rest)?.[2];
  if (bold !== undefined) return bold.replace(/[.:]$/u, "");
  const phrase = PHRASE_LEAD.exec(rest)?.[1] ?? "";
  return countWords(phrase) <= MAX_LEAD_WORDS ? phrase : "";
}

/** True where a paragraph of the unit, or a whole sentence of it, follows the number. */
function isText(head: UnitHeading): boolean {
  const rest = restOf(head);
  if (SUBSECTION.test(rest)) return true;
  if (!/[.;]$/u.test(rest)) return false;
  return rest.length > MAX_TITLE_CHARS || (countWords(rest) > MAX_VERB_WORDS && holdsVerb(rest));
}

function isPhrase(rest: string): boolean {
  if (SUBSECTION.test(rest) || /[.;,:](?:\s+|[-–—])\S|[;,:]$|[。、，；：]/u.test(rest)) return false;
  return countWords(rest) <= (STOPPED.test(rest) ? MAX_LEAD_WORDS : MAX_TITLE_WORDS);
}

function countWords(text: string): number {
  return text.split(/\s+/u).length;
}

/** What follows the number and the marks that separate it. */
export function restOf(head: UnitHeading): string {
  const rest = afterNumber(head);
  return (rest.startsWith(":") ? rest.replace(/:$/, "") : rest).replace(AFTER_NUMBER, "");
}

/** What follows the number. */
function afterNumber({ heading, key }: UnitHeading): string {
  return heading.text.slice(heading.text.indexOf(key, insertionLead(heading.text)) + key.length);
}

function nameByHan(heading: Heading, { number, end }: OutlineNumber): readonly NumberedHead[] {
  const { text: label, value } = number;
  const key = label.replace(/^第/u, "");
  const title = heading.shape.alone && !/[，。；：]/u.test(heading.text) ? titleAfter(heading, end) : "";
  const head: UnitHeading = { heading, label, title, kind: "section", word: "SECTION", key, value, row: "" };
  return [{ style: label === key ? "han" : "han-ordinal", head }];
}

function nameByOrdinal(
  heading: Heading,
  { number, end }: NonNullable<ReturnType<typeof readOrdinalLead>>,
): readonly NumberedHead[] {
  const title = titleAfter(heading, end);
  const { text: label, value } = number;
  return [
    {
      style: "ordinal",
      head: { heading, label, title, kind: "clause", word: "CLAUSE", key: label, value, row: "" },
    },
  ];
}

/** A capital such as `I` or `C` counts both as a Roman numeral and as a letter; the better count is taken later. */
function inStyles(head: UnitHeading): readonly NumberedHead[] {
  if (/^\p{Nd}/u.test(head.key)) return [{ style: `digits${bracketOf(head)}`, head }];
  const found: NumberedHead[] = [];
  if (/^[IVXLC]+$/.test(head.key)) found.push({ style: `roman${bracketOf(head)}`, head });
  if (/^[A-Z]$/.test(head.key))
    found.push({
      style: `letters${bracketOf(head)}`,
      head: { ...head, value: [head.key.charCodeAt(0) - 64] },
    });
  return found;
}

function bracketOf(head: UnitHeading): string {
  if (head.heading.text.startsWith("(")) return "()";
  return afterNumber(head).startsWith(")") ? ")" : "";
}

/** True for a number with its mark, or for a number of several parts, and nothing else on the line. */
export function isLone(head: UnitHeading): boolean {
  if (head.heading.shape.form !== "plain") return false;
  const rest = afterNumber(head);
  return LONE_MARK.test(rest) || (rest === "" && depthOf(head) > 1);
}

/** True when a title or text follows the number: not beginning with a mark, and after an undotted number not in lower case. */
function isHead(head: UnitHeading): boolean {
  const { shape } = head.heading;
  const rest = restOf(head);
  if (shape.form === "bold" && rest === "") return !shape.alone;
  const isMarked = shape.startsBlock && CLOSES.test(afterNumber(head));
  if (isDotted(head.heading.text)) return true;
  if (rest === "" || (head.value.length === 1 && !isMarked && isInLowerCase(head))) return false;
  return /^(?:\*\*|__)?["“„«([]?[\p{L}\p{N}]/u.test(rest);
}
