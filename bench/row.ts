/** One line of the table: what is measured, what it is compared with, and the target. */
export interface RowSpec {
  readonly name: string;
  readonly what: string;
  /** What it is compared with in the same run; null where the figure is absolute. */
  readonly against: string | null;
  /** For example `<= 3x` or `>= 20 MB/s`; null: reported, not judged. */
  readonly target: string | null;
}

/** What a family measured for one row. `figure` is in the unit of the row's target, a plain ratio where there is none. */
export interface Measured {
  /** The row's own amount, e.g. `120 ms`. */
  readonly own: string;
  /** The amount of what it is compared with; null where the figure is absolute. */
  readonly other: string | null;
  readonly figure: number;
}

/** The size of a measurement: `full` for the record, `tiny` to see that it works. */
export type Scale = "full" | "tiny";

/** Rows that are measured together. */
export interface Family {
  readonly rows: readonly RowSpec[];
  /** Returns one `Measured` for each of the rows, by name. */
  measure(scale: Scale): Promise<Readonly<Record<string, Measured>>>;
}

export interface JudgedRow extends RowSpec, Measured {
  /** Null where there is no target. */
  readonly reached: boolean | null;
}

export interface Target {
  readonly relation: "<=" | ">=";
  readonly limit: number;
  readonly unit: string;
}

export const TABLE_HEAD = ["row", "measured", "against", "ratio", "target", "reached"] as const;

const TARGET = /^(<=|>=) (\d+(?:\.\d+)?) ?(x|MB\/s|MB|ms|s|requests|units\/s)$/;

/** Parses a target; throws where the text is not one. */
export function parseTarget(text: string): Target {
  const match = TARGET.exec(text);
  if (match === null) throw new Error(`not a target: ${text}`);
  const [, relation, limit, unit] = match;
  return { relation: relation === "<=" ? "<=" : ">=", limit: Number(limit), unit: unit ?? "" };
}

/** Compares what was measured with the row's target. */
export function judgeRow(row: RowSpec, found: Measured): JudgedRow {
  if (row.target === null) return { ...row, ...found, reached: null };
  const { relation, limit } = parseTarget(row.target);
  return { ...row, ...found, reached: relation === "<=" ? found.figure <= limit : found.figure >= limit };
}

/** The row as cells under `TABLE_HEAD`. */
export function renderRow(row: JudgedRow): readonly string[] {
  const unit = row.target === null ? "x" : parseTarget(row.target).unit;
  return [
    row.name,
    `${row.own} for ${row.what}`,
    row.against === null ? "-" : `${row.other ?? "-"} for ${row.against}`,
    `${roundTo3(row.figure)}${unit === "x" ? "" : " "}${unit}`,
    row.target ?? "-",
    row.reached === null ? "-" : row.reached ? "yes" : "no",
  ];
}

/** A duration for people: in milliseconds below ten seconds, with three significant figures. */
export function renderMs(ms: number): string {
  return ms < 10_000 ? `${roundTo3(ms)} ms` : `${roundTo3(ms / 1000)} s`;
}

export function renderMegabytes(bytes: number): string {
  return `${roundTo3(bytes / 1e6)} MB`;
}

export function roundTo3(value: number): number {
  return Number(value.toPrecision(3));
}
