const LF = 0x0a;
const CR = 0x0d;
const BOM = [0xef, 0xbb, 0xbf] as const;

/** Where every line of a source begins and where its text ends, in bytes. LF, CRLF and a lone CR end a line, nothing else. */
export interface LineTable {
  readonly count: number;
  /** `count + 1` offsets: line `i` (0-based) is `[starts[i], starts[i + 1])`, its line end included. */
  readonly starts: Uint32Array;
  /** End of the text of line `i`, its line end excluded. */
  readonly textEnds: Uint32Array;
}

/** Splits the bytes into lines; the text after the last line end is a line only if it is not empty. */
export function readLineTable(source: Uint8Array): LineTable {
  const capacity = countLineEnds(source) + 1;
  const starts = new Uint32Array(capacity + 1);
  const textEnds = new Uint32Array(capacity);
  let count = 0;
  let start = 0;
  if (!source.includes(CR)) {
    for (let at = source.indexOf(LF); at >= 0; at = source.indexOf(LF, start)) {
      starts[count] = start;
      textEnds[count++] = at;
      start = at + 1;
    }
  } else
    for (let at = 0; at < source.length; at++) {
      const byte = source[at];
      if (byte !== LF && byte !== CR) continue;
      starts[count] = start;
      textEnds[count] = at;
      count++;
      if (byte === CR && source[at + 1] === LF) at++;
      start = at + 1;
    }
  if (start < source.length) {
    starts[count] = start;
    textEnds[count] = source.length;
    count++;
  }
  starts[count] = source.length;
  return { count, starts: starts.subarray(0, count + 1), textEnds: textEnds.subarray(0, count) };
}

/** Offset of the text of a line; the byte order mark is no part of the first. */
export function textStart(source: Uint8Array, table: LineTable, line: number): number {
  const start = table.starts[line] ?? 0;
  if (start === 0 && BOM.every((byte, index) => source[index] === byte)) return BOM.length;
  return start;
}

/** 1-based number of the line that holds the byte. */
export function lineNumberAt(table: LineTable, byte: number): number {
  let low = 0;
  let high = table.count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((table.starts[middle] ?? 0) <= byte) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

function countLineEnds(source: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < source.length; at++) {
    const byte = source[at];
    if (byte === LF || (byte === CR && source[at + 1] !== LF)) count++;
  }
  return count;
}
