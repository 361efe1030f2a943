/** The lines of one page, and which of them are no text of the document. */
export interface PageLines {
  /** From 1. */
  readonly page: number;
  readonly heads: readonly string[];
  readonly body: readonly string[];
  readonly feet: readonly string[];
}

/** The lines of a page from the first that has text to the last, without the white space that all of them begin with. */
export function linesOf(page: string): readonly string[] {
  const shown = trimBlank(page.split("\n").map((line) => line.trimEnd()));
  const indent = shown.reduce(
    (least, line) => (line === "" ? least : Math.min(least, line.search(/\S/))),
    Infinity,
  );
  return shown.map((line) => line.slice(indent));
}

/** Lines from the first that is not empty to the last. */
export function trimBlank(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line !== "");
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex((line) => line !== "") + 1);
}
