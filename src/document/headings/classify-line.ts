import { classifyHeading, type HeadingClass } from "../names/classify-heading.ts";
import { isBareContainer } from "../names/container-line.ts";
import { foldText } from "../names/fold-text.ts";
import { LINE } from "../source/line-class.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";

const PROBE_BYTES = 200;
/** Blank lines, and the underlines of headings, between the number of a chapter and its name. */
const MAX_BETWEEN = 3;
const MARKS = /^[#*_\s]+|[#*_\s]+$/gu;

/** What the name of a chapter may read like. */
const NAMES: ReadonlySet<string> = new Set(["act", "transitional", "supplementary"]);

/** The name of a file that is attached to an article: `Mau so 03 Phieu.docx`, `Phụ lục 02_Danh mục`. */
const FILE = /\.(?:docx?|xlsx?|pptx?|pdf|rtf|odt|ods|zip|rar)$|^[^_]{1,40}\p{Nd}_\p{L}/iu;

/**
 * What the folded text of a line stands for, or null. Below the number of a chapter the words of an act or of a part are the name of the
 * chapter: `QUY ĐỊNH CHUNG` below `Chương I`, `DISPOSIÇÕES FINAIS` below `CAPÍTULO III`.
 */
export function classifyLine(scanned: ScannedSource, line: number, text: string): HeadingClass | null {
  const named = classifyHeading(text);
  if (named === null || FILE.test(text)) return null;
  return NAMES.has(named.kind) && isBelowNumber(scanned, line) ? null : named;
}

function isBelowNumber(scanned: ScannedSource, line: number): boolean {
  let above = line - 1;
  while (above >= 0 && above >= line - MAX_BETWEEN && isEmpty(scanned, above)) above--;
  if (above < 0) return false;
  const text = foldText(readText(scanned, above, PROBE_BYTES)).replace(MARKS, "");
  const over = classifyHeading(text);
  return over !== null && over.rank > 0 && isBareContainer(text, over);
}

function isEmpty({ mask }: ScannedSource, line: number): boolean {
  const kind = mask.classes[line] ?? LINE.blank;
  return kind === LINE.blank || kind === LINE.underline;
}
