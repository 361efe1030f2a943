import type { BlockMask } from "./block-mask.ts";
import { LINE } from "./line-class.ts";
import type { LineTable } from "./line-table.ts";
import { textStart } from "./line-table.ts";

const BEGIN = "<!-- cutter:begin -->";
const END = "<!-- cutter:end -->";

/** The lines between the optional sentinels `<!-- cutter:begin -->` and `<!-- cutter:end -->`, and the bytes outside them. */
export interface SentinelRange {
  readonly firstLine: number;
  /** One past the last line. */
  readonly lastLine: number;
  readonly before: number;
  readonly after: number;
}

/** Finds the sentinels, each on a line of its own; where one is missing, the range reaches to that end of the source. */
export function findSentinels(source: Uint8Array, table: LineTable, mask: BlockMask): SentinelRange {
  let firstLine = 0;
  let lastLine = table.count;
  for (let line = 0; line < table.count; line++) {
    if (mask.classes[line] !== LINE.html) continue;
    const start = textStart(source, table, line);
    const end = table.textEnds[line] ?? start;
    if (end - start > 40) continue;
    const text = Buffer.from(source.buffer, source.byteOffset + start, end - start)
      .toString("latin1")
      .trim();
    if (text === BEGIN && firstLine === 0) firstLine = line + 1;
    if (text === END && lastLine === table.count) lastLine = line;
  }
  const before = firstLine === 0 ? 0 : (table.starts[firstLine] ?? source.length);
  const after = lastLine === table.count ? source.length : (table.starts[lastLine] ?? source.length);
  return lastLine > firstLine
    ? { firstLine, lastLine, before, after }
    : { firstLine: 0, lastLine: table.count, before: 0, after: source.length };
}
