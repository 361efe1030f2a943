import { createHash } from "node:crypto";
import type { Rows } from "../../collections/rows.ts";
import type { Expectation, StatedUnits } from "../../domain/expectation.ts";
import type { MarkedUnit } from "../../domain/plan.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { foldText } from "../names/fold-text.ts";

const MOST_DIFFERENCES = 20;
/** How much of a label is told; a line of the list may have many megabytes. */
const BEGINNING = /^.{0,120}/su;

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

/** Case, white space (but for that between two numbers), forms of one character and a stop at the end make no difference. */
function foldLabel(label: string): string {
  return foldText(label.normalize("NFKC"))
    .toLowerCase()
    .replace(/[\s.:。]+$/u, "")
    .replace(/ (?!\p{Nd})|(?<!\p{Nd}) /gu, "");
}

function describe(count: number, labelsSha256: string | null): string {
  return `${count} ${count === 1 ? "unit" : "units"}${labelsSha256 === null ? "" : `, labels ${labelsSha256.slice(0, 12)}`}`;
}

/** A label with the form in which it is compared, and where it stands. */
interface Placed {
  readonly label: string;
  readonly folded: string;
  readonly place: string;
}

function listDifferences(units: CutUnits, labels: readonly string[]): readonly string[] {
  const stated = labels.map((label, at) => placed(label, `entry ${at + 1} of the list`));
  const cut = [...units].map(({ label, line }) => placed(label, `line ${line}`));
  const lines = [
    ...subtract(stated, cut).map((entry) => `missing: ${entry.label} (${entry.place})`),
    ...subtract(cut, stated).map((unit) => `extra: ${unit.label} (${unit.place})`),
  ];
  return lines.length > 0 ? lines : listMoved(cut, stated);
}

function placed(label: string, place: string): Placed {
  const [beginning = ""] = BEGINNING.exec(label) ?? [];
  return { label: beginning === label ? label : `${beginning}…`, folded: foldLabel(label), place };
}

/** Those of `from` that are left when each of `taken` takes one of its name away. */
function subtract(from: readonly Placed[], taken: readonly Placed[]): readonly Placed[] {
  const counts = new Map<string, number>();
  for (const { folded } of taken) counts.set(folded, (counts.get(folded) ?? 0) + 1);
  return from.filter(({ folded }) => {
    const left = counts.get(folded) ?? 0;
    if (left > 0) counts.set(folded, left - 1);
    return left === 0;
  });
}

function listMoved(cut: readonly Placed[], stated: readonly Placed[]): readonly string[] {
  return stated.flatMap((entry, at) => {
    const unit = cut[at];
    if (unit === undefined || unit.folded === entry.folded) return [];
    return [`order: ${unit.label} (${unit.place}) stands where the list has ${entry.label}`];
  });
}
