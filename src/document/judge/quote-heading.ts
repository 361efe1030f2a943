const MAX_CHARS = 60;

/** The words of a heading for a message, in quotation marks; a longer one ends with an ellipsis. */
export function quoteHeading(text: string): string {
  return `"${text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS - 1)}…` : text}"`;
}
