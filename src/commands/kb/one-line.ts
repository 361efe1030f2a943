/** A text of a document as a cell of a table, or as part of a line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
