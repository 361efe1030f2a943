import { drawnColumns } from "../../domain/drawn-columns.ts";
import { wrapText } from "../../domain/wrap-text.ts";

const GAP = "  ";
/** A column is not made narrower than this while another one can be. */
const LEAST_COLUMN = 10;
const LEAST_TERMINAL = 20;

/** The columns of the terminal that standard output is, or null where it goes to a file or a program. */
function terminalColumns(): number | null {
  const { isTTY, columns } = process.stdout;
  return isTTY && columns > 0 ? Math.max(columns, LEAST_TERMINAL) : null;
}

/** Lines that are longer than the terminal is wide, broken between words; elsewhere the text as it is. */
export function fitTerminal(text: string, columns: number | null = terminalColumns()): string {
  return columns === null ? text : wrapText(text, columns).join("\n");
}

/**
 * Rows in columns; the first row is the head. On a terminal they fit its width: the widest columns are made narrower and their cells wrapped,
 * and where even that does not fit each row is a list of its cells. Elsewhere a row is one line, for `grep`.
 */
export function renderColumns(
  rows: readonly (readonly string[])[],
  columns: number | null = terminalColumns(),
): string {
  const natural = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => drawnColumns(row[at] ?? ""))));
  const widths = columns === null ? natural : narrow(natural, columns);
  if (widths === null) return renderLists(rows, columns ?? LEAST_TERMINAL);
  const [head = [], ...body] = rows;
  return [
    ...renderRow(head, widths),
    widths.map((width) => "-".repeat(width)).join(GAP),
    ...body.flatMap((row) => renderRow(row, widths)),
  ].join("\n");
}

/** The widths at which a row fits, by taking from the widest column; null where none are wide enough to read. */
function narrow(natural: readonly number[], columns: number): readonly number[] | null {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1) - columns;
  for (; excess > 0; excess -= 1) {
    const widest = Math.max(...widths);
    if (widest <= LEAST_COLUMN) return null;
    widths[widths.lastIndexOf(widest)] = widest - 1;
  }
  return widths;
}

function renderRow(row: readonly string[], widths: readonly number[]): readonly string[] {
  const cells = widths.map((width, at) => {
    const cell = row[at] ?? "";
    return drawnColumns(cell) <= width ? [cell] : wrapText(cell, width);
  });
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, at) => padded(lines[line] ?? "", widths[at] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}

/** Each row as `head: cell`, cell below cell, for a terminal that is too narrow for columns. */
function renderLists(rows: readonly (readonly string[])[], columns: number): string {
  const [head = [], ...body] = rows;
  return body
    .map((row) => row.flatMap((cell, at) => wrapText(`${head[at] ?? ""}: ${cell}`, columns)).join("\n"))
    .join("\n\n");
}

function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - drawnColumns(text)));
}
