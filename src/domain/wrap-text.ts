import { columnsOfSign, drawnColumns } from "./drawn-columns.ts";

/** A text in lines of at most `columns`, broken between words, and inside a word where that alone is longer, such as a digest. */
export function wrapText(text: string, columns: number): readonly string[] {
  return text.split("\n").flatMap((line) => wrapLine(line, columns));
}

function wrapLine(text: string, columns: number): readonly string[] {
  if (drawnColumns(text) <= columns) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (drawnColumns(joined) <= columns) line = joined;
    else {
      if (line !== "") lines.push(line);
      const pieces = breakWord(word, columns);
      lines.push(...pieces.slice(0, -1));
      line = pieces.at(-1) ?? "";
    }
  }
  return [...lines, line];
}

function breakWord(word: string, columns: number): readonly string[] {
  const pieces: string[] = [];
  let [piece, width] = ["", 0];
  for (const sign of word) {
    const taken = columnsOfSign(sign);
    if (width + taken > columns && piece !== "") {
      pieces.push(piece);
      [piece, width] = ["", 0];
    }
    piece += sign;
    width += taken;
  }
  return [...pieces, piece];
}
