import type { DocumentRow } from "./manifest.ts";

/** How well a list of headings finds the articles of a document. */
export interface HeadingMatch {
  /** Headings that are neither a container, an annex, an optional unit nor the title of the document. */
  readonly found: number;
  readonly right: number;
  readonly articles: number;
}

/** Compares the lines of headings with the articles: to the benefit of the headings, containers and the title do not count as units. */
export function judgeHeadings(row: DocumentRow, lines: readonly number[]): HeadingMatch {
  const { articles, containerList, annexList, optionalUnits } = row.groundTruth;
  const articleLines = new Set(articles.map(({ line }) => line));
  const others = new Set([...containerList, ...annexList, ...optionalUnits].map(({ line }) => line));
  const units = lines.filter((line, index) => !others.has(line) && (index > 0 || articleLines.has(line)));
  return {
    found: units.length,
    right: units.filter((line) => articleLines.has(line)).length,
    articles: articles.length,
  };
}
