import { bodyLine, type PrintedLine } from "./printed-line.ts";
import { splitHead } from "./split-head.ts";

/** How a table of contents is printed; the heading above it, or null for none. */
export interface ContentsForm {
  readonly entry: "dots" | "spaced leaders" | "name and title" | "link";
  readonly heading: string | null;
}

const COLUMNS = 66;
const LINES_A_PAGE = 40;

/** Lines with a table of contents below the title of the document, or above all where the document begins with a heading. */
export function addContents(lines: readonly PrintedLine[], form: ContentsForm): readonly PrintedLine[] {
  const start = frontMatterEnd(lines);
  const first = lines.findIndex(({ text }, index) => index >= start && text !== "");
  const at = first >= 0 && lines[first]?.begins === null ? first + 1 : start;
  const heading = form.heading === null ? [] : [bodyLine(form.heading), bodyLine("")];
  const entries = lines.flatMap((line, index) => {
    if (line.begins === null || line.begins.kind === "optional") return [];
    return [bodyLine(renderEntry(nameAndTitle(line), form, Math.floor(index / LINES_A_PAGE) + 1))];
  });
  const blank = bodyLine("");
  return [...lines.slice(0, at), blank, ...heading, ...entries, blank, ...lines.slice(at)];
}

function renderEntry(text: string, { entry }: ContentsForm, page: number): string {
  if (entry === "name and title") return text;
  if (entry === "link") return `- [${text}](#${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-")})`;
  const room = Math.max(6, COLUMNS - [...text].length);
  return `${text} ${entry === "dots" ? ".".repeat(room) : ". ".repeat(room / 2)} ${page}`;
}

function nameAndTitle({ text, begins }: PrintedLine): string {
  const plain = text.replace(/^#+\s+|\*\*/gu, "").trim();
  if (begins === null || begins.kind !== "article") return plain;
  const split = splitHead(plain, begins.label);
  return split === null ? plain : `${split.name} ${begins.title}`.trim();
}

function frontMatterEnd(lines: readonly PrintedLine[]): number {
  if (lines[0]?.text !== "---") return 0;
  return lines.findIndex(({ text }, index) => index > 0 && text === "---") + 1;
}
