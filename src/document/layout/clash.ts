import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";

/** Two units with one address, by their lines and labels. */
export interface Clash {
  readonly address: string;
  readonly lines: readonly [first: number, second: number];
  readonly labels: readonly [first: string, second: string];
}

export function clashOf(address: string, first: UnitHeading, second: UnitHeading): Clash {
  return {
    address,
    lines: [first.heading.lineNumber, second.heading.lineNumber],
    labels: [first.label, second.label],
  };
}

/** Refuses addresses that repeat, each with both lines. */
export function clashRefusal(clashes: readonly Clash[]): Refusal {
  const [clash] = clashes;
  const lines = (found: Clash) => `lines ${found.lines.join(" and ")}`;
  return refusal("STOP_ADDRESS_DUPLICATE", {
    field: `line ${clash?.lines[1] ?? 1}`,
    expected: "one unit for every address of a scope",
    actual: clash === undefined ? "" : `${clash.address} at ${lines(clash)}`,
    details: clashes.map((found) => `${found.address}: ${lines(found)} (${found.labels.join(" and ")})`),
  });
}
