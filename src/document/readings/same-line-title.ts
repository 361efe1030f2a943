import { FULL_STOPS } from "../conventions/full-stops.ts";
import type { Heading } from "../headings/heading.ts";
import { dropClosings, unescapeMarks } from "../headings/heading-text.ts";
import type { HeadingWords } from "../headings/heading-words.ts";
import { dropNotes } from "../headings/note-marks.ts";
import { endInPrinted } from "../names/after-name.ts";
import { dropAmendmentNote } from "../names/amendment-note.ts";
import { trimTitle } from "../names/fold-text.ts";
import { tellsRepeal } from "../names/tells-repeal.ts";
import { trimEndOf } from "../names/trim-end.ts";

/** What separates a number from its title: marks with at most one dash directly after them, or dashes before white space. */
const SEPARATORS = new RegExp(
  String.raw`^\s*(?:[.:]\s[-–—]+(?=\s)|[.．。${FULL_STOPS}:：;,)\]】،、·]+[-–—―ـ]?(?=\s|$|[^-–—―])|[-–—―|ـ]+(?=\s|$))?\s*`,
  "u",
);
/** The dash before a text that stands on the next line, with the stop before it: `Short title.—`. */
const DASH_BEHIND = /(?:[.:]\s?[-–—―]{1,3}|\s?(?:[–—―]{1,3}|--))$/u;
const WIDE_PARENTHESES = /^[（(]([^（）()]*)[）)]$/u;
const LEADING_PARENTHESES = /^[（(]([^（）()]*)[）)]/u;
/** The stop of a first sentence; after a title a dash may follow it. */
const SENTENCE_STOP = new RegExp(
  String.raw`[.。${FULL_STOPS}](?=\s|[-–—]{1,2}\s?["“«(]?[\p{Lu}\p{Nd}])`,
  "u",
);
const AFTER_BOLD = new RegExp(String.raw`[\s.．。${FULL_STOPS}:：\-–—]`, "u");
const ENDS_OPEN = new RegExp(`[.。;；,،:：${FULL_STOPS}]$`, "u");
/** The brackets around what an act put in, with the numbers of the note: `[1 Title]1`. */
const INSERTED = /^\[\d{1,3} ([^[\]]*)\]\d{1,3}$/u;
/** Longest text that is read without its escapes, in UTF-16 units. */
const MAX_UNESCAPED = 4096;
/** Longest title on a plain line, in UTF-16 units; a longer rest is the text of the unit. */
const MAX_PLAIN_TITLE = 160;

/** The title after a unit's name, as printed; empty where the text of the unit follows on the same line. */
export function titleAfter(heading: Heading, end: number): string {
  const printed = restOf(heading, end);
  const words = bareRest(printed).replace(DASH_BEHIND, "");
  // Where a colon closes the number, another one closes the title: `8-1-1: FARES:`.
  const rest = heading.text.charAt(end - 1) === ":" ? words.replace(/:$/, "") : words;
  if (heading.shape.form === "atx" || heading.shape.form === "setext") return bareParentheses(heading, rest);
  if (heading.shape.form === "bold") {
    const inside = LEADING_PARENTHESES.exec(rest)?.[1];
    return inside === undefined || tellsRepeal(inside) ? closeBold(rest) : inside;
  }
  return plainTitle(heading, printed, rest);
}

/** The printed words after a unit's name, without the marks that separate them from it. */
export function readRest(words: HeadingWords, end: number): string {
  return bareRest(restOf(words, end));
}

function bareRest(printed: string): string {
  return dropClosings(dropNotes(trimTitle(printed.replace(SEPARATORS, ""))));
}

function plainTitle(heading: Heading, printed: string, rest: string): string {
  const inside = LEADING_PARENTHESES.exec(rest)?.[1];
  if (inside !== undefined && heading.designator?.row.order === "around") return inside;
  const named = heading.shape.isNamed;
  if (!named) return firstSentence(rest);
  const separated = heading.shape.wideGap || SEPARATORS.exec(printed)?.[0].trim() !== "";
  if (!separated && heading.designator?.row.order === "around") return "";
  if (!heading.shape.alone || rest.length > MAX_PLAIN_TITLE) return "";
  const title = INSERTED.exec(rest)?.[1] ?? rest;
  return ENDS_OPEN.test(dropAmendmentNote(title)) ? "" : title;
}

function firstSentence(rest: string): string {
  const stop = SENTENCE_STOP.exec(rest);
  return stop === null ? rest : rest.slice(0, stop.index + 1);
}

function closeBold(rest: string): string {
  const words = trimEndOf(rest, AFTER_BOLD);
  return (rest.includes(".", words.length) ? words : rest).trim();
}

function bareParentheses(heading: Heading, rest: string): string {
  if (heading.designator?.row.order !== "around") return rest;
  return WIDE_PARENTHESES.exec(rest)?.[1] ?? rest;
}

/** The printed text after the first `end` characters of the folded text. */
function restOf({ raw, text }: HeadingWords, end: number): string {
  const printed = raw.length > MAX_UNESCAPED ? raw : unescapeMarks(raw);
  return printed.slice(endInPrinted(printed, text.slice(0, end)));
}
