/**
 * Characters that people cannot see or that reorder what they see: controls but tab and line feed, format characters, fillers,
 * separators, lone surrogates. Joiners behind something that they join, Arabic number signs and variants of letters and emoji stay:
 * scripts and emoji need them.
 */
const UNSEEN =
  /(?!\t|\n|(?<=[\p{L}\p{M}\p{Emoji}])[\u200c\u200d]|[\u0600-\u0605]|\u06dd|\u070f|[\u180b-\u180d]|\ufe0e|\ufe0f|[\u{e0100}-\u{e01ef}])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Marks that are piled up past what any script does draw over the lines around them. */
const PILED_MARKS = /(\p{M}{8})(\p{M}+)/gu;

/** A longer run is told, not shown: the fence around it would grow with it. */
const LONGEST_RUN = 64;
const LONG_RUN = new RegExp(`\`{${LONGEST_RUN + 1},}`, "g");

/** Shows each unseen character as `\u{HEX}`; line ends become line feeds. The result is well-formed Unicode. */
export function showUnseen(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(UNSEEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replace(PILED_MARKS, (_, kept: string, rest: string) => `${kept} (${[...rest].length} more marks) `)
    .replace(LONG_RUN, (run) => `${run.slice(0, LONGEST_RUN)} (${run.length - LONGEST_RUN} more backticks) `);
}

/**
 * Untrusted text as one fenced block that nothing in it can end: the fence is longer than any run of backticks inside.
 * In a fence GitHub makes no mention, reference, link, image or HTML. `info` is the program's own word, never data.
 */
export function inertBlock(text: string, info = "text"): string {
  const shown = showUnseen(text).replace(/\n$/, "");
  const fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
  return `${fence}${info}\n${shown}\n${fence}`;
}

/** Untrusted text as one code span on one line; white space is folded, the rest past `maxCharacters` is counted, not shown. */
export function inertSpan(text: string, maxCharacters = 200): string {
  const shown = cut(showUnseen(text).replace(/\s+/g, " ").trim(), maxCharacters);
  if (shown === "") return "(empty)";
  const fence = "`".repeat(longestRun(shown) + 1);
  const pad = shown.startsWith("`") || shown.endsWith("`") ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/**
 * Untrusted text as a code span for a table cell. A pipe is escaped, as GFM asks even in code; a backslash before a pipe
 * is spelled out, since two backslashes and a pipe would end the cell.
 */
export function inertCell(text: string, maxCharacters = 120): string {
  return inertSpan(text, maxCharacters).replace(
    /(\\*)\|/g,
    (_, slashes: string) => `${"\\u{5c}".repeat(slashes.length)}\\|`,
  );
}

/** A GFM table. Cells are Markdown of the program's own, or come from `inertCell`; a line end in a cell is a fault. */
export function renderTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, columns.map(() => "---"), ...rows].map(renderRow).join("\n");
}

function renderRow(cells: readonly string[]): string {
  const broken = cells.find((cell) => /[\r\n]/.test(cell));
  if (broken !== undefined) throw new TypeError(`a table cell holds a line end: ${JSON.stringify(broken)}`);
  return `| ${cells.join(" | ")} |`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

function cut(text: string, maxCharacters: number): string {
  const characters = [...text];
  if (characters.length <= maxCharacters) return text;
  return `${characters.slice(0, maxCharacters).join("")}… (${characters.length - maxCharacters} more characters)`;
}
