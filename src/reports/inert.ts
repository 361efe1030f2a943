import { showUnseenIn } from "../domain/unseen.ts";

/** More combining marks in a row than any script uses; they would be drawn over the neighbouring lines. */
const PILED_MARKS = /(\p{M}{8})(\p{M}+)/gu;

/** Of a longer run of backticks the rest is only counted: the fence around it has to be longer than the run. */
const LONGEST_RUN = 64;
const LONG_RUN = new RegExp(`\`{${LONGEST_RUN + 1},}`, "g");

/** Shows each unseen character as `\u{HEX}`, counts excess marks and backticks, and makes line ends line feeds: well-formed Unicode. */
export function showUnseen(text: string): string {
  return showUnseenIn(text.replace(/\r\n?/g, "\n"))
    .replace(PILED_MARKS, (_, kept: string, rest: string) => `${kept} (${[...rest].length} more marks) `)
    .replace(LONG_RUN, (run) => `${run.slice(0, LONGEST_RUN)} (${run.length - LONGEST_RUN} more backticks) `);
}

/**
 * Untrusted text as one fenced block that nothing in it can end: the fence is longer than any run of backticks inside.
 * In a fence GitHub renders no mention, reference, link, image or HTML. `info` is a word of the program, never data.
 */
export function inertBlock(text: string, info = "text"): string {
  const shown = showUnseen(text).replace(/\n$/, "");
  const fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
  return `${fence}${info}\n${shown}\n${fence}`;
}

/** Untrusted text as one code span on one line; white space is folded, and characters past `maxCharacters` are only counted. */
export function inertSpan(text: string, maxCharacters = 200): string {
  const shown = cut(showUnseen(text).replace(/\s+/g, " ").trim(), maxCharacters);
  if (shown === "") return "(empty)";
  const fence = "`".repeat(longestRun(shown) + 1);
  const pad = shown.startsWith("`") || shown.endsWith("`") ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/**
 * Untrusted text as a code span for a table cell. A pipe is escaped, which GFM requires even in code. A backslash before a pipe is written
 * as `\u{5c}`, because two backslashes and a pipe would end the cell.
 */
export function inertCell(text: string, maxCharacters = 120): string {
  return inertSpan(text, maxCharacters).replace(
    /(\\*)\|/g,
    (_, slashes: string) => `${"\\u{5c}".repeat(slashes.length)}\\|`,
  );
}

/** A GFM table. Cells are Markdown of the program itself, or come from `inertCell`; a line end in a cell is a fault. */
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
