/** A row of a list of units, read back from the table that people are given. */
interface ListedRow {
  readonly address: string;
  readonly label: string;
  readonly title: string;
  readonly lines: string;
  readonly firstWords: string;
}

/** The rows of a rendered list of units, in order; none where the text is another list. */
export function readUnitList(text: string): readonly ListedRow[] {
  const from = text.indexOf("\n## Units\n");
  if (from < 0) return [];
  return text
    .slice(from)
    .split("\n")
    .flatMap((line) => {
      // A pipe that ends a cell stands without a backslash: `inertCell` leaves none before one of the text's own.
      const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
      const [, number = "", address = "", label = "", title = "", lines = "", , , , firstWords = ""] = cells;
      if (cells.length !== 11 || !/^\d+$/.test(number)) return [];
      return [
        {
          address: textOf(address),
          label: textOf(label),
          title: textOf(title),
          lines,
          firstWords: textOf(firstWords),
        },
      ];
    });
}

/** The text of a cell: what stands in its code span. */
function textOf(cell: string): string {
  const [, , inside = cell] = /^(`+)(.*)\1$/s.exec(cell) ?? [];
  const isPadded = /^ (?:`.*|.*`) $/s.test(inside);
  return (isPadded ? inside.slice(1, -1) : inside).replaceAll("\\|", "|");
}
