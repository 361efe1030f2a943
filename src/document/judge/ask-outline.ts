import type { Doubt } from "../../domain/doubts.ts";
import type { Heading } from "../headings/heading.ts";
import { isContainerText } from "../names/container-line.ts";
import { nameNumbered } from "../readings/numbered-head.ts";
import { holdsSentence } from "./holds-sentence.ts";
import { type JudgedCut, type JudgedUnit, unitBefore } from "./judged-cut.ts";
import { quoteHeading } from "./quote-heading.ts";

/** So many lines, and so many times the units with a text, stand like headings where Markdown marks are an accident of a converter. */
const MIN_LINES = 3;
const TIMES_UNITS = 2;

/** Parts of the outline that lost their mark: plain lines with the word and the number of parts that are marked elsewhere (`Mục 2. Fees`). */
export function* askUnmarked({ reading, headings, judged }: JudgedCut): Generator<Doubt> {
  if (reading.id !== "outline") return;
  const marked = new Set<string>();
  for (const { shape } of headings)
    if (shape.level > 0 && shape.stands !== null) marked.add(shape.stands.kind);
  if (marked.size === 0) return;
  for (const { line, text, shape } of headings) {
    const { stands, level, startsBlock, quoted } = shape;
    if (
      level > 0 ||
      quoted ||
      !startsBlock ||
      stands === null ||
      stands.number === "" ||
      !marked.has(stands.kind)
    )
      continue;
    const unit = unitAt(judged, line);
    if (unit === undefined || !isContainerText(text, stands)) continue;
    yield {
      code: "HEADING_INSIDE_UNIT",
      line: line + 1,
      message: `"${text}" stands without a mark in the text of ${unit.head.label}`,
      isMild: true,
    };
  }
}

/**
 * Few Markdown headings, and in their text more lines that stand like headings: in bold type and alone, or, below the only heading with a
 * text, with a number. Converters from word processors mark few headings of a document.
 */
export function* askOutline({ reading, headings, judged, scanned }: JudgedCut): Generator<Doubt> {
  if (reading.id !== "outline") return;
  const bold: Heading[] = [];
  const numbered: Heading[] = [];
  for (const heading of headings) {
    const { level, form, alone, quoted, startsBlock } = heading.shape;
    if (level > 0 || quoted || !startsBlock || unitAt(judged, heading.line) === undefined) continue;
    if (form === "bold" && alone) bold.push(heading);
    else if (nameNumbered(heading).length > 0) numbered.push(heading);
  }
  if (bold.length + numbered.length < MIN_LINES) return;
  const { length } = judged.filter(({ line, endLine }) => holdsSentence(scanned, line + 1, endLine));
  const lines = length <= 1 ? [...bold, ...numbered] : bold;
  const [first] = lines;
  const unit = first === undefined ? undefined : unitAt(judged, first.line);
  if (first === undefined || unit === undefined) return;
  if (lines.length < Math.max(MIN_LINES, length * TIMES_UNITS)) return;
  yield {
    code: "HEADING_INSIDE_UNIT",
    line: first.line + 1,
    message: `${quoteHeading(first.text)} and ${lines.length - 1} more lines stand in the text of ${unit.head.label || "a heading without words"} like headings`,
    isMild: true,
  };
}

/** The unit in whose text a line stands, below the line of its heading. */
function unitAt(judged: readonly JudgedUnit[], line: number): JudgedUnit | undefined {
  const unit = unitBefore(judged, line);
  return unit !== undefined && unit.line < line && line < unit.endLine ? unit : undefined;
}
