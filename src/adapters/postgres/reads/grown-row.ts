/**
 * A row as it was before its table got the later columns, where none of them is set: its digest is then the one that an earlier release
 * has written down. `of` is how the statement calls the row.
 */
export function grownRow(early: string, later: readonly string[], of = "t"): string {
  const list = (names: readonly string[]) => names.map((name) => `${of}.${name}`).join(", ");
  const columns = early.split(" ");
  return `case when num_nulls(${list(later)}) = ${later.length} then row(${list(columns)}) else row(${list([...columns, ...later])}) end`;
}
