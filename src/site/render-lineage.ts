import type { ReadLineage } from "../domain/reading/read-unit.ts";
import type { DocumentIndex, PlacedUnit } from "./document-index.ts";
import { inertAddress, inertLine, inertTitle } from "./inert-text.ts";
import { timeTag } from "./render-facts.ts";
import { nameOfRelation } from "./words-of-change.ts";

/** Which units it came from and which it went on in; empty where it stayed one. */
export function renderLineage(
  index: DocumentIndex,
  unit: PlacedUnit,
  links: readonly ReadLineage[],
  to: (path: string) => string,
): string {
  if (links.length === 0) return "";
  const items = links.map(({ relation, from, to: target, recordedAt }) => {
    const side = from === unit.unit ? "from" : "to";
    const address = side === "from" ? target : from;
    const others = index.unitsAt(address).filter((one) => one.unit === address);
    const named =
      others.length === 0
        ? inertAddress(address)
        : others.map((other) => renderUnitLink(other, to)).join(", ");
    return `<li>${inertLine(nameOfRelation(relation, side))} ${named} <span class="faint">recorded ${timeTag(recordedAt)}</span></li>`;
  });
  return `<section aria-labelledby="lineage"><h2 id="lineage">What it came from, what became of it</h2>\n<ul>${items.join("\n")}</ul></section>`;
}

/** A unit as others name it: its title and its address. */
export function renderUnitLink(unit: PlacedUnit, to: (path: string) => string): string {
  const version = unit.versions[unit.shown.at];
  const name = version === undefined ? inertAddress(unit.unit) : inertTitle(version);
  return `<a href="${to(unit.home)}">${name}</a> (${inertAddress(unit.address)})`;
}
