import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { nameByText } from "./name-units.ts";
import type { OwnText } from "./own-text.ts";
import type { UnitHeading } from "./unit-heading.ts";

/** Share of the bare names that a heading must follow at once. */
const MIN_SHARE = 0.5;
const MIN_UNITS = 2;

/**
 * Lines of headings that follow a bare name at once and hold the text (`### Article 1`, then `### Purpose`), where most bare names of the
 * reading have one: they are titles, not units. `named` are units in order; those
 * that are none of the `marked` headings do not count.
 */
export function findTitlesBelow(
  marked: Rows<Heading>,
  named: Iterable<UnitHeading>,
  { ownText, lines }: { readonly ownText: OwnText; readonly lines: number },
): ReadonlySet<number> {
  const titles = new Set<number>();
  let bare = 0;
  let index = 0;
  for (const unit of named) {
    while ((marked.at(index)?.line ?? lines) < unit.heading.line) index++;
    if (marked.at(index)?.line !== unit.heading.line || unit.title !== "" || !unit.heading.shape.isNamed)
      continue;
    bare++;
    const below = marked.at(index + 1);
    if (below === undefined || below.shape.isNamed || ownText.isBetween(unit, below.line)) continue;
    if (ownText.isBetween(nameByText(below), marked.at(index + 2)?.line ?? lines)) titles.add(below.line);
  }
  return titles.size >= MIN_UNITS && titles.size >= bare * MIN_SHARE ? titles : new Set();
}
