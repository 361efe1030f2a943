import type { Doubt } from "../../domain/doubts.ts";
import type { Heading } from "../headings/heading.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import { LINE } from "../source/line-class.ts";
import { type JudgedCut, type JudgedUnit, unitBefore } from "./judged-cut.ts";
import { MAX_OUTLINE_NUMBER } from "./list-steps.ts";
import { quoteHeading } from "./quote-heading.ts";
import { regionsWithApart } from "./regions-apart.ts";

/** What tells the headings that are like those of the units. */
interface UnitLooks {
  readonly isOutline: boolean;
  /** Levels of Markdown headings on which units stand. */
  readonly levels: ReadonlySet<number>;
  /** Ids of the rows that name units. */
  readonly rows: ReadonlySet<string>;
  /** Lines of names that hold units. */
  readonly holders: ReadonlySet<number>;
  /** Where regions begin whose text belongs to no unit by rule. */
  readonly apart: ReadonlySet<number>;
}

/** Headings like those of units that are neither units nor known parts: their text is in another unit, or in none. */
export function* askMarked(cut: JudgedCut): Generator<Doubt> {
  const { headings, judged } = cut;
  const looks = looksOf(cut);
  const first = judged[0]?.line ?? 0;
  let index = -1;
  for (const heading of headings) {
    index++;
    const { line } = heading;
    if (!isLikeUnit(heading, looks)) continue;
    const unit = unitBefore(judged, line);
    if (unit?.line === line || isTitle(cut, heading, unit)) continue;
    const isOwn =
      looks.isOutline || (heading.designator !== null && looks.rows.has(heading.designator.row.id));
    if (line < first && isOfOpening(heading, looks)) continue;
    if (line > first && !isOwn && looks.apart.has(heading.startByte)) continue;
    const isInside = unit !== undefined && line < unit.endLine;
    const end = headings.at(index + 1)?.line ?? cut.range.lastLine;
    if (!isInside && !(isOwn && heading.designator !== null) && !hasText(cut, line + 1, end)) continue;
    const place = isInside ? `in the text of ${unit.head.label}` : "with its text in no unit";
    yield {
      code: isInside ? "HEADING_INSIDE_UNIT" : "HEADING_IN_NO_UNIT",
      line: line + 1,
      message: `${quoteHeading(heading.text)} is a heading like those of units, and stands ${place}`,
      ...(isOwn ? {} : { isMild: true }),
    };
  }
}

function looksOf(cut: JudgedCut): UnitLooks {
  const { judged, reading } = cut;
  const apart = new Set<number>();
  for (const { isApart, startByte } of regionsWithApart(cut)) if (isApart) apart.add(startByte);
  return {
    isOutline: reading.id === "outline" && reading.form === "markdown",
    levels: new Set(judged.map(({ head }) => head.heading.shape.level)),
    rows: new Set(judged.map(({ head }) => head.row)),
    holders: new Set(reading.holders),
    apart,
  };
}

/** In an outline every heading is a unit; elsewhere those on the levels of units, unless their words name something else. */
function isLikeUnit({ line, shape }: Heading, { isOutline, levels, holders }: UnitLooks): boolean {
  if (shape.level === 0 || shape.stands?.kind === "contents" || holders.has(line)) return false;
  return isOutline || (levels.has(shape.level) && shape.stands === null);
}

/** What stands above the first unit is the title of the document on the highest level, and its opening where names or numbers tell the units. */
function isOfOpening({ shape, text, designator }: Heading, { isOutline }: UnitLooks): boolean {
  if (designator !== null) return false;
  const [number = MAX_OUTLINE_NUMBER + 1] = readOutlineNumber(text)?.number.value ?? [];
  return number > MAX_OUTLINE_NUMBER && (shape.level === 1 || !isOutline);
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
