import type { Doubt } from "../../domain/doubts.ts";
import { LINE } from "../source/line-class.ts";
import { isBlank } from "../source/line-shape.ts";
import { familyOf } from "./family.ts";
import { type JudgedCut, lineAt } from "./judged-cut.ts";

/** A named heading with more text than this is no mere container of units. */
const MIN_TEXT_BYTES = 120;
/** The same where it is named and printed as the units are, and a unit elsewhere has its number. */
const MIN_OWN_BYTES = 60;
const LOW_SHARE = 0.4;
/** A short document may have more preamble than articles. */
const MIN_BYTES = 4000;

/** Names outside the units that have text of their own and that no unit has. */
export function* askOutside(cut: JudgedCut): Generator<Doubt> {
  const { scanned, regions, sightings, judged } = cut;
  if (sightings.length === 0) return;
  const { table } = scanned;
  const known = new Set(judged.map(({ head }) => `${familyOf(head.word)} ${head.value.join(".")}`));
  const families = new Set(judged.map(({ head }) => familyOf(head.word)));
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
      };
    }
  }
}

/** A cut that leaves out most of the text; annexes are no units by rule, and front matter is no text. */
export function* askCoverage(cut: JudgedCut): Generator<Doubt> {
  const annexes = new Set(
    cut.containers.filter(({ kind }) => kind === "annex").map(({ startByte }) => startByte),
  );
  const start = cut.scanned.table.starts[frontMatterLines(cut)] ?? 0;
  let inAnnex = false;
  let inUnits = 0;
  let outside = 0;
  let largest = { bytes: 0, startByte: 0 };
  for (const { role, startByte, endByte } of cut.regions) {
    const bytes = endByte - Math.max(startByte, Math.min(start, endByte));
    inAnnex = annexes.has(startByte) || (inAnnex && role !== "unit");
    if (role === "unit") inUnits += bytes;
    else if (role !== "excluded" && !inAnnex) {
      outside += bytes;
      if (bytes > largest.bytes) largest = { bytes, startByte };
    }
  }
  const all = inUnits + outside;
  if (all < MIN_BYTES || inUnits >= all * LOW_SHARE) return;
  yield {
    code: "LOW_COVERAGE",
    line: lineAt(cut.scanned.table, largest.startByte) + 1,
    message: `${outside} of ${all} bytes belong to no unit; the largest piece, ${largest.bytes} bytes, begins here`,
  };
}

function frontMatterLines({ scanned }: JudgedCut): number {
  let line = 0;
  while (scanned.mask.classes[line] === LINE.frontMatter) line++;
  return line;
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
