import { classifyHeading } from "../names/classify-heading.ts";
import { readDesignator } from "../names/designator.ts";
import { foldText } from "../names/fold-text.ts";
import { romanValue, toAsciiDigits } from "../names/numerals.ts";
import { isPageLine } from "../names/page-line.ts";
import { linesOf, type PageLines, trimBlank } from "./page-lines.ts";

/** Lines at the beginning and at the end of a page that may be its head or foot. */
const EDGE_LINES = 3;
/** A line runs where it stands on so many pages, or on half of a few. */
const ENOUGH_PAGES = 3;
const LEAST_PAGES = 2;
const NUMBER = /\d{1,9}|(?<![\p{L}\p{M}\d])(?:[ivxlc]{1,8}|[IVXLC]{1,8})(?![\p{L}\p{M}\d])/gu;
/** A number at the edge of the page, far from the words. */
const APART = /^\s*\d{1,4} {3,}\S|\S {3,}\d{1,4}$/;
const LETTER_OR_SIGN = /[\p{L}§]/u;

/**
 * Finds the heads and feet of pages: lines at their edges that come again, the same but for numbers that count the pages. The name of a unit or
 * container is none, though it may come again, unless the number of the page stands apart from it: which of them is the heading is for the cut to tell.
 */
export function findRunningLines(pages: readonly string[]): readonly PageLines[] {
  const lines = pages.map(linesOf);
  const runs = countRuns(lines);
  const least = Math.min(ENOUGH_PAGES, Math.max(LEAST_PAGES, Math.ceil(pages.length / 2)));
  const isMet = (trace: string) => (runs.get(trace) ?? 0) >= least;
  return lines.map((all, index) => split(all, index + 1, isMet));
}

function split(lines: readonly string[], page: number, isMet: (trace: string) => boolean): PageLines {
  const { top, bottom } = edgesOf(lines);
  const headed = reach(top, 1);
  const footed = reach(
    bottom.filter((at) => at > (headed ?? -1)),
    -1,
  );
  const [from, to] = [(headed ?? -1) + 1, footed ?? lines.length];
  return {
    page,
    heads: lines.slice(0, from).filter((line) => line !== ""),
    body: trimBlank(lines.slice(from, to)),
    feet: lines.slice(to).filter((line) => line !== ""),
  };

  /** The innermost of the running lines; undefined where there is none. A text that comes again is told from the line beside it by a gap, or counts pages. */
  function reach(places: readonly number[], inward: 1 | -1): number | undefined {
    return places
      .slice(0, countWhile(places, isRunning))
      .findLast((at) => (lines[at + inward] ?? "") === "" || countsPages(at));
  }
  function isRunning(at: number): boolean {
    const line = lines[at] ?? "";
    const isFree = !isName(line) || (APART.test(line) && countsPages(at));
    return isFree && tracesOf(line, page).every((same) => same.some(isMet));
  }
  function countsPages(at: number): boolean {
    return tracesOf(lines[at] ?? "", page).some(([, counts]) => counts !== undefined && isMet(counts));
  }
}

/** Places of the lines with text at the edges, from the outside in. */
function edgesOf(lines: readonly string[]): {
  readonly top: readonly number[];
  readonly bottom: readonly number[];
} {
  const shown = [...lines.keys()].filter((at) => lines[at] !== "");
  return { top: shown.slice(0, EDGE_LINES), bottom: shown.slice(-EDGE_LINES).reverse() };
}

/** On how many pages each trace is met at an edge. */
function countRuns(pages: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const runs = new Map<string, number>();
  for (const [index, lines] of pages.entries()) {
    const { top, bottom } = edgesOf(lines);
    const traces = [...top, ...bottom].flatMap((at) => tracesOf(lines[at] ?? "", index + 1).flat());
    for (const trace of new Set(traces)) runs.set(trace, (runs.get(trace) ?? 0) + 1);
  }
  return runs;
}

/**
 * What a line has in common with those of other pages: its words, and each of its numbers, which is the same there or counts the pages, from
 * wherever it begins.
 */
function tracesOf(line: string, page: number): readonly (readonly string[])[] {
  const numbers: number[] = [];
  const words = toAsciiDigits(line.normalize("NFKC"))
    .replace(/\s+/g, " ")
    .trim()
    .replace(NUMBER, (found) => {
      numbers.push(/\d/.test(found) ? Number(found) : romanValue(found.toUpperCase()));
      return "#";
    })
    .toLowerCase();
  return [
    [words],
    ...numbers.map((value, slot) => [
      `${words} ${slot} is ${value}`,
      `${words} ${slot} counts ${value - page}`,
    ]),
  ];
}

/** The name of a unit or of a part of the document. */
function isName(line: string): boolean {
  const text = foldText(line.trim());
  if (!LETTER_OR_SIGN.test(text) || isPageLine(text)) return false;
  const stands = classifyHeading(text);
  return readDesignator(text) !== null || (stands !== null && stands.kind !== "act");
}

function countWhile(places: readonly number[], holds: (place: number) => boolean): number {
  const end = places.findIndex((place) => !holds(place));
  return end < 0 ? places.length : end;
}
