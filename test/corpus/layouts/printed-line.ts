/** What begins on a line: its name as it is printed, and the title that follows the name there. */
export interface PrintedHead {
  readonly kind: "article" | "container" | "annex" | "optional";
  readonly label: string;
  readonly title: string;
}

/** One line of a document without its line end, and what begins on it. */
export interface PrintedLine {
  readonly text: string;
  readonly begins: PrintedHead | null;
}

/** A line on which nothing begins. */
export function bodyLine(text: string): PrintedLine {
  return { text, begins: null };
}

/** True where an article begins on the line. */
export function isArticle(line: PrintedLine): boolean {
  return line.begins?.kind === "article";
}
