import { createHash } from "node:crypto";
import type { Rows } from "../../collections/rows.ts";
import type { Expectation, StatedUnits } from "../../domain/expectation.ts";
import type { MarkedUnit } from "../../domain/plan.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { foldText } from "../names/fold-text.ts";

const MOST_DIFFERENCES = 20;

type CutUnits = Rows<Pick<MarkedUnit, "label" | "line">>;

/** Refuses a cut that does not have the units that the publisher states; line by line where the labels are at hand, and not their digest alone. */
export function refuseUnmetExpectation(
  units: CutUnits,
  expectation: Expectation & Partial<StatedUnits>,
): Refusal | null {
  const { count, labelsSha256, labels = [] } = expectation;
  const found = labelsSha256 === null ? null : digestLabels(units.map(({ label }) => label));
  if (units.length === count && found === labelsSha256) return null;
  const differences = labels.length === 0 ? [] : listDifferences(units, labels);
  const more = differences.length - MOST_DIFFERENCES;
  return refusal("STOP_EXPECTATION_UNMET", {
    expected: describe(count, labelsSha256),
    actual: describe(units.length, found),
    ...(differences.length === 0
      ? {}
      : {
          details: [...differences.slice(0, MOST_DIFFERENCES), ...(more > 0 ? [`… and ${more} more`] : [])],
        }),
  });
}

/** sha256 hex over the labels in order, each folded as it is compared, one a line. */
export function digestLabels(labels: Iterable<string>): string {
  const digest = createHash("sha256");
  for (const label of labels) digest.update(`${foldLabel(label)}\n`);
  return digest.digest("hex");
}

/** Case, white space, forms of one character and a stop at the end make no difference. */
function foldLabel(label: string): string {
  return foldText(label.normalize("NFKC"))
    .toLowerCase()
    .replace(/[\s.:。]+$/u, "");
}

function describe(count: number, labelsSha256: string | null): string {
  return `${count} ${count === 1 ? "unit" : "units"}${labelsSha256 === null ? "" : `, labels ${labelsSha256.slice(0, 12)}`}`;
}

function listDifferences(units: CutUnits, labels: readonly string[]): readonly string[] {
  const missing = subtract(
    labels.map((label, index) => ({ label, place: `entry ${index + 1} of the list` })),
    units.map(({ label }) => label),
  );
  const extra = subtract(
    units.map(({ label, line }) => ({ label, place: `line ${line}` })),
    labels,
  );
  const lines = [
    ...missing.map(({ label, place }) => `missing: ${label} (${place})`),
    ...extra.map(({ label, place }) => `extra: ${label} (${place})`),
  ];
  return lines.length > 0 ? lines : listMoved(units, labels);
}

interface Placed {
  readonly label: string;
  readonly place: string;
}

/** Those of `from` that are left when each of `taken` takes one of its name away. */
function subtract(from: readonly Placed[], taken: readonly string[]): readonly Placed[] {
  const counts = new Map<string, number>();
  for (const label of taken) counts.set(foldLabel(label), (counts.get(foldLabel(label)) ?? 0) + 1);
  return from.filter(({ label }) => {
    const name = foldLabel(label);
    const left = counts.get(name) ?? 0;
    if (left > 0) counts.set(name, left - 1);
    return left === 0;
  });
}

function listMoved(units: CutUnits, labels: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const [index, label] of labels.entries()) {
    const unit = units.at(index);
    if (unit !== undefined && foldLabel(unit.label) !== foldLabel(label))
      lines.push(`order: ${unit.label} (line ${unit.line}) stands where the list has ${label}`);
  }
  return lines;
}
