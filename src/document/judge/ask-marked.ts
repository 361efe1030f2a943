import type { Doubt } from "../../domain/doubts.ts";
import type { Heading } from "../headings/heading.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import { LINE } from "../source/line-class.ts";
import { firstAfter, type JudgedCut, type JudgedUnit } from "./judged-cut.ts";

/** Headings of a level on which units stand, that are neither units nor known parts: their text is in another unit, or in none. */
export function* askMarked(cut: JudgedCut): Generator<Doubt> {
  const { headings, judged, reading } = cut;
  const levels = new Set(judged.map(({ head }) => head.heading.shape.level));
  const holders = new Set(reading.holders);
  const isOutline = reading.id === "outline";
  const first = judged[0]?.line ?? 0;
  let index = -1;
  for (const heading of headings) {
    index++;
    const { line, shape } = heading;
    if (
      shape.level === 0 ||
      !(isOutline || levels.has(shape.level)) ||
      shape.stands !== null ||
      holders.has(line)
    )
      continue;
    const unit = judged[firstAfter(judged, line + 1) - 1];
    if (unit?.line === line || isTitle(cut, heading, unit)) continue;
    // What stands above the first unit on the highest level is the title of the document.
    if (line < first && shape.level === 1 && readOutlineNumber(heading.text) === null) continue;
    const isInside = unit !== undefined && line < unit.endLine;
    const end = headings.at(index + 1)?.line ?? cut.range.lastLine;
    if (!isInside && !isOwn(cut, heading) && !hasText(cut, line + 1, end)) continue;
    yield {
      code: isInside ? "HEADING_INSIDE_UNIT" : "HEADING_IN_NO_UNIT",
      line: line + 1,
      message: isInside
        ? `"${shorten(heading.text)}" is a heading like those of units, and stands in the text of ${unit.head.label}`
        : `"${shorten(heading.text)}" is a heading like those of units, and stands with its text in no unit`,
      ...(isOwn(cut, heading) ? {} : { isMild: true }),
    };
  }
}

/** True for a heading that a unit of the cut could have: any in an outline, else one with the units' word. */
function isOwn({ judged, reading }: JudgedCut, { designator }: Heading): boolean {
  if (reading.id === "outline") return true;
  return designator !== null && judged.some(({ head }) => head.row === designator.row.id);
}

/** True for a heading directly below the name of a unit, which holds its title. */
function isTitle({ scanned }: JudgedCut, { line, text }: Heading, unit: JudgedUnit | undefined): boolean {
  if (!unit?.unit?.title.includes(text)) return false;
  for (let at = unit.line + 1; at < line; at++) if (scanned.mask.classes[at] !== LINE.blank) return false;
  return true;
}

function hasText({ scanned }: JudgedCut, from: number, to: number): boolean {
  for (let line = from; line < to; line++) {
    const kind = scanned.mask.classes[line] ?? LINE.blank;
    if (kind !== LINE.blank && kind !== LINE.rule && kind !== LINE.underline) return true;
  }
  return false;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
