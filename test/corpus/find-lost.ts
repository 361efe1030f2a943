import type { MarkedDocument } from "../../src/domain/plan.ts";
import type { DocumentRow } from "./manifest.ts";

type Article = DocumentRow["groundTruth"]["articles"][number];

/** The articles at which no unit begins: those that a warning points to, and those that are lost in silence. */
export interface LostArticles {
  readonly warned: readonly Article[];
  readonly silent: readonly Article[];
}

/**
 * The articles at which no unit begins. A warning points to an article where it names its line, or stands at a line of the unit that holds
 * it or of the unit after it, or at line 1, where a warning about the whole document stands.
 */
export function findLost(row: DocumentRow, marked: MarkedDocument): LostArticles {
  const starts = [...marked.units].map(({ line }) => line);
  const found = new Set(starts);
  const lost = row.groundTruth.articles.filter(({ line }) => !found.has(line));
  const named = new Set(marked.warnings.flatMap(({ message }) => linesIn(message)));
  const warned = lost.filter(({ line }) => {
    const from = starts.findLast((start) => start < line) ?? 1;
    const to = starts.find((start) => start > line) ?? Number.POSITIVE_INFINITY;
    return (
      named.has(line) ||
      marked.warnings.some((warning) => warning.line === 1 || isBetween(warning.line, from, to))
    );
  });
  const told = new Set(warned);
  return { warned, silent: lost.filter((article) => !told.has(article)) };
}

function isBetween(line: number, from: number, to: number): boolean {
  return line >= from && line <= to;
}

/** Numbers that a message gives as lines, `line 12` or `lines 3, 4 and 9`. */
function linesIn(message: string): readonly number[] {
  return [...message.matchAll(/\blines? (\d+(?:(?:, | and |, and )\d+)*)/gu)].flatMap(([, list = ""]) =>
    [...list.matchAll(/\d+/gu)].map(([digits]) => Number(digits)),
  );
}
