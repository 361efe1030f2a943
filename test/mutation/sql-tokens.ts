/** A word, a string with its quotes, a dollar quote or a sign of an SQL text. */
export interface Token {
  /** In lower case, but for strings. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const TOKEN =
  /--[^\n]*|'(?:[^']|'')*'|\$\w*\$|[A-Za-z_][\w.]*|\d[\d_.]*|:=|::|<>|>=|<=|!~|\|\||->>?|[^\s\w]/g;

/** The tokens in order, without comments. What stands between dollar quotes is code. Good enough for the migrations of this house. */
export function tokensOf(source: string): readonly Token[] {
  return [...source.matchAll(TOKEN)]
    .filter(([text]) => !text.startsWith("--"))
    .map(({ 0: text, index }) => ({
      text: text.startsWith("'") ? text : text.toLowerCase(),
      start: index,
      end: index + text.length,
    }));
}
