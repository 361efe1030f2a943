import { LINE } from "./line-class.ts";
import { type LineTable, textStart } from "./line-table.ts";

/** Classifies the lines of front matter at the top of the source and gives the line after it; front matter that never closes does not count. */
export function skipFrontMatter(source: Uint8Array, table: LineTable, classes: Uint8Array): number {
  const mark = table.count === 0 ? "" : lineText(source, table, 0).trimEnd();
  if (mark !== "---" && mark !== "+++") return 0;
  for (let line = 1; line < table.count; line++) {
    const start = table.starts[line] ?? 0;
    const end = table.textEnds[line] ?? start;
    if (end - start > 16) continue;
    const text = lineText(source, table, line).trimEnd();
    if (text !== mark && !(mark === "---" && text === "...")) continue;
    classes.fill(LINE.frontMatter, 0, line + 1);
    return line + 1;
  }
  return 0;
}

function lineText(source: Uint8Array, table: LineTable, line: number): string {
  const start = textStart(source, table, line);
  const end = Math.min(table.textEnds[line] ?? start, start + 64);
  return Buffer.from(source.buffer, source.byteOffset + start, end - start).toString("latin1");
}
