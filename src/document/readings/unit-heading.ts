import type { Rows } from "../../collections/rows.ts";
import type { UnitKind } from "../../domain/vocabulary.ts";
import type { Heading } from "../headings/heading.ts";

/** A heading that was chosen as the head of a unit. */
export interface UnitHeading {
  readonly heading: Heading;
  /** The printed name, folded. */
  readonly label: string;
  readonly title: string;
  readonly kind: UnitKind;
  /** First part of the address segment, or empty where the segment is the number or the text alone. */
  readonly word: string;
  /** What distinguishes the unit from its siblings: the printed number, or the whole text; may be empty. */
  readonly key: string;
  /** Comparable parts of the number; empty when it has none. */
  readonly value: readonly number[];
  /** First part of the last number where the name counts several units (`§§ 20 and 21`); otherwise left out. */
  readonly through?: number;
  /** Id of the row of conventions that names it, or empty. */
  readonly row: string;
}

/** One convention that the document was weighed against. */
export interface Reading {
  /** Name of the convention, e.g. `en-article`, `outline`, `numbered`, `learned:tikina`. */
  readonly id: string;
  /** The form of its headings; `tight` ones stand inside paragraphs. */
  readonly form: "markdown" | "bold" | "plain" | "tight";
  readonly heads: Rows<UnitHeading>;
  /** How many units the reading finds; `heads` is left empty for a reading that has already lost. */
  readonly count: number;
  /** Share of the numbers that ascend or start again, 0 to 1. */
  readonly ascending: number;
  /** Share of the source's lines between the first and the last heading, 0 to 1. */
  readonly coverage: number;
  readonly score: number;
  /** Lines of unit names that hold units of this reading and no text of their own: they are containers. */
  readonly holders: readonly number[];
  /** True where the other numbers of the document begin again in the units, and are their paragraphs. */
  readonly isOverNumbers?: true;
}

/** The levels of the Markdown headings of a reading, without those of plain and bold lines. */
export function levelsOf(reading: Reading): ReadonlySet<number> {
  const levels = new Set<number>();
  for (const { heading } of reading.heads) if (heading.shape.level > 0) levels.add(heading.shape.level);
  return levels;
}
