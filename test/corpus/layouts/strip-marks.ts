import { bodyLine, type PrintedLine } from "./printed-line.ts";

/** The lines as plain text: without front matter, rules, comments and the marks of Markdown, with one blank line at most in a row. */
export function stripMarks(lines: readonly PrintedLine[]): readonly PrintedLine[] {
  const plain: PrintedLine[] = [];
  const push = (line: PrintedLine) => {
    if (line.text !== "" || (plain.at(-1)?.text ?? "") !== "") plain.push(line);
  };
  for (const line of withoutFrontMatter(lines)) {
    const isHeading = /^ {0,3}#{1,6}\s/u.test(line.text);
    const text = stripLine(line.text);
    if (text === "" && line.text.trim() !== "" && line.begins === null) continue;
    if (isHeading) push(bodyLine(""));
    push({ ...line, text });
    if (isHeading) push(bodyLine(""));
  }
  return plain;
}

/** One line without the marks of Markdown; empty for a rule, an underline or a comment. */
function stripLine(text: string): string {
  if (/^\s*(?:[-=_*]\s*){3,}$/u.test(text) || /^\s*<!--.*-->\s*$/u.test(text)) return "";
  return text
    .replace(/^ {0,3}#{1,6}\s+/u, "")
    .replace(/<\/?[a-z][^<>]{0,200}>/giu, "")
    .replace(/\*\*|__/gu, "")
    .replace(/\\(?=[.()[\]*_#-])/gu, "")
    .trimEnd();
}

function withoutFrontMatter(lines: readonly PrintedLine[]): readonly PrintedLine[] {
  if (lines[0]?.text !== "---") return lines;
  const end = lines.findIndex((line, index) => index > 0 && line.text === "---");
  return end < 0 ? lines : lines.slice(end + 1);
}
