import { partitionPoint } from "../../collections/partition-point.ts";
import { type Rows, rowAt } from "../../collections/rows.ts";
import type { Container, MarkedUnit, Region } from "../../domain/plan.ts";
import type { Heading } from "../headings/heading.ts";
import type { Reading, UnitHeading } from "../readings/unit-heading.ts";
import type { LineTable } from "../source/line-table.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import type { OwnContents } from "./compare-contents.ts";
import type { Sightings } from "./find-sightings.ts";
import type { NumberedStep } from "./list-steps.ts";

/** What the judge looks at: the source, what the scan found, what each reading took, and what became of it. */
export interface CutToJudge {
  readonly scanned: ScannedSource;
  /** 0-based lines between the sentinels, the last one excluded. */
  readonly range: { readonly firstLine: number; readonly lastLine: number };
  readonly headings: Rows<Heading>;
  readonly reading: Reading;
  readonly readings: readonly Reading[];
  /** Every head that was cut, those that were left out by `exclude` as well. */
  readonly heads: Rows<UnitHeading>;
  readonly units: Rows<MarkedUnit>;
  readonly containers: Rows<Container>;
  readonly regions: Rows<Region>;
  /** What the file itself says of its lines, where it gives its own units. */
  readonly given?: GivenPlaces;
}

/** What a file that gives its own units says of its lines. */
interface GivenPlaces {
  /** Those of annexes. */
  readonly annexed: LineSet;
  /** Those with the names of containers. */
  readonly named: ReadonlySet<number>;
}

/** Lines of the source, 0-based. */
export interface LineSet {
  has(line: number): boolean;
}

/** The cut with all that the questions share. */
export interface JudgedCut extends CutToJudge, Sightings {
  readonly judged: readonly JudgedUnit[];
  readonly ownContents: OwnContents;
  readonly steps: readonly NumberedStep[];
  readonly annexed: LineSet;
  /** Classes of lines that a reader of the source does not see as text. */
  readonly hiding: ReadonlySet<number>;
}

/** A head with the lines of its text. */
export interface JudgedUnit {
  readonly head: UnitHeading;
  /** 0-based line of the head. */
  readonly line: number;
  /** 0-based line after the last one of the unit. */
  readonly endLine: number;
  /** Null where the unit was left out by `exclude`. */
  readonly unit: MarkedUnit | null;
}

/** Reads head and unit from the rows of the cut at every use: held for every unit, they would take most of the memory of the judge. */
class UnitOfCut implements JudgedUnit {
  readonly line: number;
  readonly endLine: number;
  readonly #cut: CutToJudge;
  readonly #head: number;
  /** Position of the unit, or -1. */
  readonly #unit: number;

  constructor(
    cut: CutToJudge,
    found: { readonly head: number; readonly unit: number; readonly line: number; readonly endLine: number },
  ) {
    this.line = found.line;
    this.endLine = found.endLine;
    this.#cut = cut;
    this.#head = found.head;
    this.#unit = found.unit;
  }

  get head(): UnitHeading {
    return rowAt(this.#cut.heads, this.#head);
  }

  get unit(): MarkedUnit | null {
    return this.#unit < 0 ? null : rowAt(this.#cut.units, this.#unit);
  }
}

/** The heads in order, each with its unit. */
export function readJudgedUnits(cut: CutToJudge): readonly JudgedUnit[] {
  const { heads, units, scanned } = cut;
  const judged: JudgedUnit[] = [];
  let next = 0;
  let index = 0;
  for (const head of heads) {
    const { line } = head.heading;
    const unit = units.at(next);
    // A unit begins with its name, or with the title above it.
    const isKept =
      unit !== undefined &&
      head.heading.startByte < unit.endByte &&
      unit.startByte < (scanned.table.starts[line + 1] ?? 0);
    if (isKept) next++;
    const following = heads.at(++index)?.heading.line ?? scanned.table.count;
    const endsThere = !isKept || unit.endByte === scanned.table.starts[following];
    const endLine = endsThere ? following : Math.min(following, lineAt(scanned.table, unit.endByte));
    judged.push(new UnitOfCut(cut, { head: index - 1, unit: isKept ? next - 1 : -1, line, endLine }));
  }
  return judged;
}

/** Position of the first unit at a line or after it. */
export function firstAfter(judged: readonly JudgedUnit[], line: number): number {
  return partitionPoint(judged.length, (at) => (judged[at]?.line ?? 0) >= line);
}

/** The last unit that begins at a line or before it. */
export function unitBefore(judged: readonly JudgedUnit[], line: number): JudgedUnit | undefined {
  return judged[firstAfter(judged, line + 1) - 1];
}

/** The line that begins at a byte, or the first one after it. */
export function lineAt({ starts, count }: LineTable, byte: number): number {
  return partitionPoint(count, (line) => (starts[line] ?? 0) >= byte);
}
