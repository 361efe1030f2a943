import type { BlockMask } from "./block-mask.ts";
import { type LineTable, textStart } from "./line-table.ts";

/** A source with its lines and blocks. */
export interface ScannedSource {
  readonly source: Buffer;
  readonly table: LineTable;
  readonly mask: BlockMask;
}

/** The text of a line, or its first `maxBytes` bytes. */
export function readText(scanned: ScannedSource, line: number, maxBytes: number): string {
  const { source, table } = scanned;
  const start = textStart(source, table, line);
  let end = table.textEnds[line] ?? start;
  if (end - start > maxBytes) {
    end = start + maxBytes;
    while (end > start && ((source[end] ?? 0) & 0xc0) === 0x80) end--;
  }
  return source.toString("utf8", start, end);
}
