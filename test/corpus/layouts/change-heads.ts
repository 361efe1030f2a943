import { bodyLine, isArticle, type PrintedLine } from "./printed-line.ts";
import { splitHead } from "./split-head.ts";
import { isHeadingAlone } from "./wrap-lines.ts";

type Lines = readonly PrintedLine[];

/** Plain lines with the number of every article on one line and its title or text on the next; null where no line has both. */
export function onTwoLines(lines: Lines): Lines | null {
  let changed = false;
  const out = lines.flatMap((line) => {
    const split = isArticle(line) ? splitHead(line.text, line.begins?.label ?? "") : null;
    if (split === null || split.after === "" || /^[（(]/u.test(split.after)) return [line];
    changed = true;
    return [{ ...line, text: split.name }, bodyLine(split.after)];
  });
  return changed ? out : null;
}

/** Plain lines with headings as bold lines; of a heading that its text follows on the line, the name alone is bold. */
export function inBold(lines: Lines): Lines {
  return lines.map((line) => {
    if (line.begins === null || line.begins.kind === "optional") return line;
    if (isHeadingAlone(line)) return { ...line, text: `**${line.text.trim()}**` };
    const split = splitHead(line.text, line.begins.label);
    return split === null ? line : { ...line, text: `**${split.name}** ${split.after}` };
  });
}

/** Plain lines as well-marked Markdown: every container a heading, every article a heading below it, the text behind a name on the next line. */
export function asHeadings(lines: Lines): Lines {
  return lines.flatMap((line) => {
    if (line.begins === null || line.begins.kind === "optional") return [line];
    if (line.begins.kind !== "article") return [blank, { ...line, text: `## ${line.text.trim()}` }, blank];
    const split = splitHead(line.text, line.begins.label);
    if (isHeadingAlone(line) || split === null)
      return [blank, { ...line, text: `### ${line.text.trim()}` }, blank];
    const head = { ...line, text: `### ${split.name}`, begins: { ...line.begins, title: "" } };
    return [blank, head, blank, bodyLine(split.after)];
  });
}

/** Plain lines without the blank line between a container and the article that it begins with; null where there is none. */
export function glueToContainers(lines: Lines): Lines | null {
  const glued = lines.filter((line, index) => line.text !== "" || !isBetweenHeads(lines, index));
  return glued.length === lines.length ? null : glued;
}

/** Plain lines without the blank line before an article. */
export function glueToBody(lines: Lines): Lines {
  return lines.filter(({ text }, index) => {
    const next = lines[index + 1];
    return text !== "" || next === undefined || !isArticle(next);
  });
}

/** Lines without any blank one. */
export function withoutBlanks(lines: Lines): Lines {
  return lines.filter(({ text }) => text !== "");
}

/** Plain lines as a printed page sets them: headings in the middle, text with a margin. */
export function centreHeads(lines: Lines): Lines {
  return lines.map((line) => {
    if (line.text === "") return line;
    const margin = line.begins !== null && isHeadingAlone(line) ? 36 - Math.floor(line.text.length / 2) : 3;
    return { ...line, text: " ".repeat(Math.max(3, margin)) + line.text.trim() };
  });
}

/** Plain lines with a tab before every paragraph and every heading, and between name and title. */
export function withTabs(lines: Lines): Lines {
  return lines.map((line) => {
    if (line.text === "") return line;
    const split = isArticle(line) ? splitHead(line.text, line.begins?.label ?? "") : null;
    const text = split === null ? line.text.trim() : `${split.name}\t${split.after}`.trimEnd();
    return { ...line, text: `\t${text}` };
  });
}

const blank = bodyLine("");

function isBetweenHeads(lines: Lines, index: number): boolean {
  const before = lines[index - 1];
  const after = lines[index + 1];
  return before?.begins?.kind === "container" && after !== undefined && isArticle(after);
}
