import type { Doubt } from "../../domain/doubts.ts";
import { isBlank } from "../source/line-shape.ts";
import { familyOf } from "./family.ts";
import { type JudgedCut, lineAt } from "./judged-cut.ts";
import type { Sighting } from "./sighting.ts";

/** A named heading with more text than this is no mere container of units. */
const MIN_TEXT_BYTES = 120;
/** The same where it is named and printed as the units are, and a unit elsewhere has its number. */
const MIN_OWN_BYTES = 60;
/** Names outside the units that have text of their own and that no unit has. */
export function* askOutside(cut: JudgedCut): Generator<Doubt> {
  const { scanned, regions, sightings, judged, annexed } = cut;
  if (sightings.length === 0) return;
  const { table } = scanned;
  const known = new Set(judged.map(({ head }) => `${familyOf(head.word)} ${head.value.join(".")}`));
  const families = new Set(judged.map(({ head }) => familyOf(head.word)));
  // What the file names a container, by another word than its units, is one; that it holds text alone is told.
  const isOtherContainer = ({ line, family }: Sighting) =>
    cut.given?.named.has(line) === true && !families.has(family);
  let at = 0;
  for (const { role, startByte, endByte } of regions) {
    const from = lineAt(table, startByte);
    const to = lineAt(table, endByte);
    while ((sightings[at]?.line ?? to) < from) at++;
    for (; (sightings[at]?.line ?? to) < to; at++) {
      const name = sightings[at];
      if (name === undefined || role === "unit" || role === "excluded") continue;
      if (name.quoted || !name.opens || (name.mayContain && name.row.kind !== "article")) continue;
      const isOwn = name.isLikeUnit && families.has(name.family);
      const isKnown = known.has(`${name.family} ${name.value.join(".")}`);
      if (isKnown && !isOwn) continue;
      const next = Math.min(sightings[at + 1]?.line ?? to, to);
      const enough = !isOwn ? MIN_TEXT_BYTES : isKnown ? MIN_OWN_BYTES : 0;
      if (textBytes(cut, { from: name.line, to: next }, enough) < enough) continue;
      yield {
        code: "HEADING_IN_NO_UNIT",
        line: name.line + 1,
        message: `"${name.label}" stands with its text in no unit`,
        ...(annexed.has(name.line) || isOtherContainer(name) ? { isMild: true } : {}),
      };
    }
  }
}

/** Printed bytes of the lines, up to what is asked for. */
function textBytes(
  { scanned }: JudgedCut,
  { from, to }: { readonly from: number; readonly to: number },
  enough: number,
): number {
  const { source, table } = scanned;
  let bytes = 0;
  for (let line = from; line < to && bytes < enough; line++) {
    const start = table.starts[line] ?? 0;
    const end = table.textEnds[line] ?? start;
    if (!isBlank(source, start, end)) bytes += end - start;
  }
  return bytes;
}
