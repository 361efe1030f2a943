import type { HeadingClass } from "./classify-heading.ts";
import { holdsVerb } from "./holds-verb.ts";

const MAX_CHARS = 100;
const SENTENCE_END = /[.;,:。；，]$/u;
/** A reference goes on in lower case: `Chapter 2 of this Act`. */
const GOES_ON = /^\s+\p{Ll}/u;
const LOWER = /\p{Ll}/u;
const BARE = /^[.:：。\s–—-]*$/u;
/** The act that supplementary provisions belong to: `부칙 <제1234호, 2020. 1. 1.>`, `附則（令和二年法律第一号）`. */
const BRACKETED = /^ ?(?:<[^<>]{1,80}>|〈[^〈〉]{1,80}〉|（[^（）]{1,80}）|\[[^[\]]{1,80}\])$/u;
/** Number, word and title, each with a stop: `I. kafli. Almenn ákvæði.` */
const STOPPED_NUMBER = /^[^.\s]{1,12}\. /u;
const STOPPED_TITLE = /^\s?\p{Lu}[^.;:!?]*\.$/u;
const MARK = /^ ?[.:：–—-]/u;

/** True where a line is the word and the number of a container alone, with or without a mark after them; its name follows on the next line. */
export function isBareContainer(text: string, named: HeadingClass): boolean {
  return named.number !== "" && BARE.test(text.slice(named.end));
}

/** True where the line of a container does not read as a sentence. */
export function isContainerText(text: string, named: HeadingClass): boolean {
  if (isBareContainer(text, named)) return true;
  const rest = text.slice(named.end);
  if (text.length > MAX_CHARS || GOES_ON.test(rest)) return false;
  return !SENTENCE_END.test(text) || !LOWER.test(rest) || isStoppedTitle(text, named, rest);
}

/** True where the number stands before the word and both have a stop, as the title behind them has, which is no sentence. */
function isStoppedTitle(text: string, { number, end }: HeadingClass, rest: string): boolean {
  const isNumberFirst = number !== "" && text.startsWith(number) && text.charAt(end - 1) === ".";
  return isNumberFirst && STOPPED_NUMBER.test(text) && STOPPED_TITLE.test(rest) && !holdsVerb(rest);
}

/**
 * True where a line names a container even inside a paragraph: word and number alone, or with a name in capitals or behind a mark; or
 * the title of an act, in capitals. Every other such line is part of a sentence that the page breaks.
 */
export function isContainerInside(text: string, named: HeadingClass): boolean {
  if (named.kind === "act") return true;
  if (!isContainerText(text, named)) return false;
  const rest = text.slice(named.end);
  if (named.number === "") return named.sectionType !== "body" && (BARE.test(rest) || BRACKETED.test(rest));
  return BARE.test(rest) || !LOWER.test(rest) || MARK.test(rest);
}
