import { bodyLine, type PrintedLine } from "./printed-line.ts";
import { splitHead } from "./split-head.ts";

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;
const TOKEN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]+|\s+/gu;
const STARTS_PIECE = /^\s*(?:[-*+•|>]|\(?[\p{L}\p{N}]{1,4}[.)）、]\s?)|^(?:\s{4}|\t)/u;

/** Plain lines, joined to paragraphs and wrapped at the column, as a converter writes a page; signs of East Asian scripts are two columns wide. */
export function wrapLines(lines: readonly PrintedLine[], columns: number): readonly PrintedLine[] {
  return joinPieces(lines).flatMap((piece) =>
    wrapText(piece.text, columns).map((text, index) => (index === 0 ? { ...piece, text } : bodyLine(text))),
  );
}

/** One line for every paragraph, list item and heading; a heading without text behind its title takes none of the lines below. */
function joinPieces(lines: readonly PrintedLine[]): readonly PrintedLine[] {
  const pieces: PrintedLine[] = [];
  let open = false;
  for (const line of lines) {
    const last = pieces.at(-1);
    if (
      !open ||
      last === undefined ||
      line.text === "" ||
      line.begins !== null ||
      STARTS_PIECE.test(line.text)
    ) {
      pieces.push(line);
      open = line.text !== "" && !isHeadingAlone(line);
    } else {
      pieces[pieces.length - 1] = { ...last, text: join(last.text, line.text.trim()) };
    }
  }
  return pieces;
}

/** True for a heading line that ends with its name or its title. */
export function isHeadingAlone({ text, begins }: PrintedLine): boolean {
  if (begins === null) return false;
  if (begins.kind !== "article") return true;
  const split = splitHead(text, begins.label);
  const more = split?.after.replace(/^[（(]|[）)]$/gu, "") ?? "";
  return more.length <= begins.title.length;
}

function join(before: string, after: string): string {
  return WIDE.test(before.at(-1) ?? "") && WIDE.test(after[0] ?? "") ? before + after : `${before} ${after}`;
}

function wrapText(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = /^\s*/u.exec(text)?.[0] ?? "";
  let width = line.length;
  for (const token of text.trimStart().match(TOKEN) ?? []) {
    const size = WIDE.test(token) ? 2 : [...token].length;
    if (width + size > columns && line.trim() !== "") {
      lines.push(line.trimEnd());
      line = "";
      width = 0;
      if (token.trim() === "") continue;
    }
    line += token;
    width += size;
  }
  lines.push(line.trimEnd());
  return lines;
}
