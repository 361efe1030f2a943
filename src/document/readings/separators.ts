import { partitionPoint } from "../../collections/partition-point.ts";
import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";

/** Lines after which a numbering may start again, in order. */
export class Separators {
  readonly #lines: readonly number[];

  constructor(lines: readonly number[]) {
    this.#lines = lines;
  }

  /** These lines and others. */
  with(lines: readonly number[]): Separators {
    return lines.length === 0 ? this : new Separators([...this.#lines, ...lines].sort((a, b) => a - b));
  }

  /** True when such a line stands directly above, or with one line between. */
  isAbove(line: number): boolean {
    return this.between(line - 3, line);
  }

  /** True when such a line stands after line `from` and before line `to`. */
  between(from: number, to: number): boolean {
    const next = partitionPoint(this.#lines.length, (index) => (this.#lines[index] ?? 0) > from);
    return (this.#lines[next] ?? to) < to;
  }
}

/** Containers, annexes, and marked headings that begin no unit: a numbering may start again after each. */
export function findSeparators(headings: Rows<Heading>): Separators {
  const lines: number[] = [];
  for (const { line, shape } of headings) {
    const holds = shape.stands !== null && (shape.stands.rank > 0 || shape.stands.sectionType !== "preamble");
    if (holds || (shape.level > 0 && !shape.isNamed)) lines.push(line);
  }
  return new Separators(lines);
}
