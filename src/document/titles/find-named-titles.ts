import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";
import { findTitles } from "./find-titles.ts";
import { establish, type TitlesInput, withRanges } from "./read-titles.ts";
import { TitleLines } from "./title-lines.ts";

/**
 * Lines directly below a bare name that name a part of a document (`Transitional provisions` below `Article 15`) and yet are the title of the
 * unit, because its siblings have their titles at that place.
 */
export function findNamedTitles({ scanned, headings, heads, lastLine }: TitlesInput): ReadonlySet<number> {
  const lines = new Set<number>();
  const named = (head: UnitHeading) => head.title === "" && standsBelow(head, headings);
  if (![...heads].some(named)) return lines;
  const source = { scanned, headings, lines: new TitleLines(scanned) };
  if (!establish(source, heads, lastLine).has("below")) return lines;
  for (const [head, range] of withRanges(heads, lastLine)) {
    if (!named(head)) continue;
    const found = findTitles(source, head, range).find(
      ({ place, title }) => place === "below" && title !== "",
    );
    const [line] = found?.lines ?? [];
    if (line !== undefined) lines.add(line);
  }
  return lines;
}

/** True where the next heading is the name of a part without a number. */
function standsBelow({ heading }: UnitHeading, headings: Rows<Heading>): boolean {
  const stands = headings.at(heading.index + 1)?.shape.stands ?? null;
  return stands !== null && stands.rank === 0 && stands.number === "";
}
