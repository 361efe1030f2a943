import { dayBefore } from "../domain/days.ts";
import type { DocumentIndex, PlacedUnit } from "./document-index.ts";
import { inertAddress } from "./inert-text.ts";
import { renderUnitLink } from "./render-lineage.ts";
import { firstDayOf } from "./unit-facts.ts";
import { tagDays } from "./words-of-change.ts";

/** What a reader who comes with the unit's address must know: which other units have had it, and until when. */
export function tellOthers(
  { unitsAt }: DocumentIndex,
  unit: PlacedUnit,
  to: (path: string) => string,
): readonly string[] {
  const others = unitsAt(unit.address).filter((other) => other !== unit && hadPrinted(other, unit.address));
  if (others.length === 0) return [];
  const items = others.map(
    (other) => `<li>${renderUnitLink(other, to)}${tellTime(other, unit.address)}</li>`,
  );
  return [
    `<div class="note"><p>${inertAddress(unit.address)} is or was the number of another unit too:</p><ul>${items.join("")}</ul></div>`,
  ];
}

/** Whether a unit was ever printed under an address; that of its birth may be a name that only the base has. */
export function hadPrinted({ versions }: PlacedUnit, address: string): boolean {
  return versions.some((version) => version.address === address);
}

/** The days from which and up to which a unit had an address, where they are known. */
export function tellTime({ versions }: PlacedUnit, address: string): string {
  const first = versions.findIndex((version) => version.address === address);
  if (first === -1) return "";
  const next = versions.findIndex(
    (version, at) => at > first && version.address !== address && firstDayOf(versions, at) !== null,
  );
  const [from, until] = [firstDayOf(versions, first), next === -1 ? null : firstDayOf(versions, next)];
  const told = [
    ...(from === null ? [] : [`from ${from}`]),
    ...(until === null ? [] : [`until ${dayBefore(until)}`]),
  ];
  return told.length === 0 ? "" : tagDays(`: it had this number ${told.join(" ")}`);
}
