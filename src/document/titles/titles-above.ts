import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { isBareContainer } from "../names/container-line.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import { isCaption } from "../readings/find-captions.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";
import type { TitleLines } from "./title-lines.ts";
import { bareTitle, isEmphasised, isTitleLike } from "./title-words.ts";

/** A title that stands above the name of its unit. */
export interface TitleAbove {
  readonly title: string;
  /** Its line, 0-based. */
  readonly line: number;
}

interface Candidate extends TitleAbove {
  /** How it stands there; the titles of a document stand all in one way. */
  readonly layout: string;
  /** True where nothing shows that it is not the last line of the text before. */
  readonly isText?: boolean;
}

const MIN_UNITS = 3;
/** Share of the units that have such a line above; a chapter of one article is seldom. */
const MIN_SHARE = 2 / 3;
/** The same for captions in brackets, which are nothing else; the articles behind one may share it. */
const MIN_BRACKETED = 1 / 2;
/** The same for lines that stand as near to the text before as to the name. */
const MIN_APART = 0.8;
/** Share of these that may be text; chapters have no sentence before their first title. */
const MAX_DOUBTED = 0.3;
/** Share of these lines that differ. */
const MIN_DIFFERENT = 0.6;
const MAX_BLANK = 4;
const CAPTION = /^[（(]([^（）()]{1,80})[）)]$/u;
const STOPPED = /[.．]$/u;
const ENDS_SENTENCE = /[.;:!?…。；：！？)）\]"”»]$/u;
const COUNTS = /\p{Nd}/u;
const HAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/**
 * The titles that stand directly above the names, by the line of the name: in a Markdown heading (`### Scope`, then `**§ 1.** (1) Text`), in
 * brackets (`（目的）`), in bold type or on a line of their own. Where most units have one in the same way, and it neither counts nor names a
 * chapter.
 */
export function findTitlesAbove(
  headings: Rows<Heading>,
  heads: Rows<UnitHeading>,
  lines: TitleLines,
): ReadonlyMap<number, TitleAbove> {
  const found = new Map<number, Candidate>();
  const counts = new Map<string, number>();
  let last = -1;
  for (const { heading } of heads) {
    const above = readHeading(headings, heading, lines) ?? readLine(headings, heading, { lines, last });
    last = heading.line;
    if (above === null) continue;
    found.set(heading.line, above);
    counts.set(above.layout, (counts.get(above.layout) ?? 0) + 1);
  }
  const [layout = "", count = 0] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
  const titles = new Map([...found].filter(([, each]) => each.layout === layout));
  const doubted = [...titles.values()].filter(({ isText }) => isText === true).length;
  const different = new Set([...titles.values()].map(({ title }) => title)).size;
  const isLayout =
    count >= Math.max(MIN_UNITS, heads.length * shareOf(layout)) &&
    different >= count * MIN_DIFFERENT &&
    doubted <= count * MAX_DOUBTED;
  return isLayout ? titles : new Map();
}

function shareOf(layout: string): number {
  return layout === "brackets" ? MIN_BRACKETED : layout === "apart" ? MIN_APART : MIN_SHARE;
}

/** A heading of its own above a name. */
function readHeading(headings: Rows<Heading>, name: Heading, lines: TitleLines): Candidate | null {
  const above = headings.at(name.index - 1);
  if (above === undefined || !isCaption(above)) return null;
  const { level } = above.shape;
  if (level < name.shape.level || name.line - above.line > MAX_BLANK) return null;
  for (let between = above.line + 1; between < name.line; between++) if (!lines.isBlank(between)) return null;
  const title = bareTitle(above.raw);
  return title === "" ? null : { title, line: above.line, layout: `level ${level}` };
}

/** A line of its own above a name, behind the name of the unit before, at line `last`. */
function readLine(
  headings: Rows<Heading>,
  name: Heading,
  { lines, last }: { readonly lines: TitleLines; readonly last: number },
): Candidate | null {
  const gap = lines.isBlank(name.line - 1) ? 1 : 0;
  const line = name.line - 1 - gap;
  const printed = line > last && !lines.isBlank(line) ? lines.read(line) : null;
  if (printed === null) return null;
  const caption = CAPTION.exec(printed)?.[1] ?? "";
  const isCaption = HAN.test(caption) && isTitleLike(caption);
  if (standsForOther(headings, name, { line, isCaption })) return null;
  if (isCaption) return { title: caption, line, layout: "brackets" };
  const isBold = isEmphasised(printed);
  const title = bareTitle(printed);
  if (!isTitleLike(gap === 0 || isBold ? title.replace(STOPPED, "") : title)) return null;
  if (readOutlineNumber(title) !== null || !isApart(lines, line)) return null;
  if (isBold) return { title, line, layout: "bold" };
  if (gap === 0) return { title, line, layout: "line" };
  if (COUNTS.test(title)) return null;
  return { title, line, layout: "apart", isText: !followsSentence(lines, line, last) };
}

/** True for a line that is the name of a chapter, or of something else that is known; below a chapter that has its name, a caption is none. */
function standsForOther(
  headings: Rows<Heading>,
  name: Heading,
  { line, isCaption }: { readonly line: number; readonly isCaption: boolean },
): boolean {
  for (let index = name.index - 1; index >= 0; index--) {
    const above = headings.at(index);
    if (above === undefined || above.line < line - 1) return false;
    const { level, stands, isNamed } = above.shape;
    const isChapter = stands !== null && stands.rank > 0;
    if (above.line === line && (level > 0 || isNamed || isChapter)) return true;
    if (above.line === line - 1 && isChapter) return !isCaption || isBareContainer(above.text, stands);
  }
  return false;
}

/** True where the text before ends with a sentence, as the line does not; without a stop it may be the text of a unit itself. */
function followsSentence(lines: TitleLines, line: number, last: number): boolean {
  let above = line - 1;
  while (above > last && lines.isBlank(above)) above--;
  if (last < 0) return true;
  return line - above <= MAX_BLANK && ENDS_SENTENCE.test(lines.read(above) ?? ".");
}

/** True where the line above ends what stands there: it is blank, or ends a sentence. */
function isApart(lines: TitleLines, line: number): boolean {
  if (line === 0 || lines.isBlank(line - 1)) return true;
  return ENDS_SENTENCE.test(lines.read(line - 1) ?? ".");
}
