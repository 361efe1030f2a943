/** Rows in columns as wide as their widest cell; the first row is the head. Widths are counted in characters. */
export function renderColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => [...(row[column] ?? "")].length)),
  );
  const render = (row: readonly string[]) =>
    row
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - [...cell].length))
      .join("  ")
      .trimEnd();
  const [head = [], ...body] = rows;
  return [render(head), widths.map((width) => "-".repeat(width)).join("  "), ...body.map(render)].join("\n");
}
