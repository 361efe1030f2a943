import type { Doubt } from "../../domain/doubts.ts";
import type { Heading } from "../headings/heading.ts";
import { nameNumbered } from "../readings/numbered-head.ts";
import { holdsSentence } from "./holds-sentence.ts";
import { firstAfter, type JudgedCut, type JudgedUnit } from "./judged-cut.ts";

/** So many lines, and so many times the units with a text, stand like headings where Markdown marks are an accident of a converter. */
const MIN_LINES = 3;
const TIMES_UNITS = 2;
const MAX_SHOWN = 60;

/**
 * Few Markdown headings, and in their text more lines that stand like headings: in bold type and alone, or with a number. Converters from
 * word processors mark few headings of a document.
 */
export function* askOutline({ reading, headings, judged, scanned }: JudgedCut): Generator<Doubt> {
  if (reading.id !== "outline") return;
  let first: { readonly heading: Heading; readonly unit: JudgedUnit } | null = null;
  let count = 0;
  for (const heading of headings) {
    if (!standsLikeHeading(heading)) continue;
    const unit = judged[firstAfter(judged, heading.line + 1) - 1];
    if (unit === undefined || heading.line >= unit.endLine || heading.line === unit.line) continue;
    count++;
    first ??= { heading, unit };
  }
  if (first === null || count < MIN_LINES) return;
  const withText = judged.filter(({ line, endLine }) => holdsSentence(scanned, line + 1, endLine));
  if (count < withText.length * TIMES_UNITS) return;
  const { heading, unit } = first;
  const shown = heading.text.length > MAX_SHOWN ? `${heading.text.slice(0, MAX_SHOWN - 1)}…` : heading.text;
  yield {
    code: "HEADING_INSIDE_UNIT",
    line: heading.line + 1,
    message: `"${shown}" and ${count - 1} more lines in bold type or with a number stand in the text of ${unit.head.label} like headings`,
    isMild: true,
  };
}

function standsLikeHeading(heading: Heading): boolean {
  const { level, form, alone, quoted } = heading.shape;
  if (level > 0 || quoted) return false;
  return (form === "bold" && alone) || (heading.shape.startsBlock && nameNumbered(heading).length > 0);
}
