const LF = 0x0a;
const CR = 0x0d;
/** Expected bytes of a line; the table grows for a source with shorter ones. */
const BYTES_A_LINE = 32;
const BOM = [0xef, 0xbb, 0xbf] as const;

/** Where every line of a source begins and where its text ends, in bytes. LF, CRLF and a lone CR end a line, nothing else. */
export interface LineTable {
  readonly count: number;
  /** `count + 1` offsets: line `i` (0-based) is `[starts[i], starts[i + 1])`, its line end included. */
  readonly starts: Uint32Array;
  /** End of the text of line `i`, its line end excluded. */
  readonly textEnds: Uint32Array;
  /** The 0-based line of the file that each line stands in, or null where every line is one of the file. */
  readonly inFile: Uint32Array | null;
  /** Bytes of marks (`> `, `- `) before the text, by line; null where no line has any that is left out. */
  readonly skips: ReadonlyMap<number, number> | null;
}

/** Splits the bytes into lines; text after the last line end is a line unless it is empty. */
export function readLineTable(source: Uint8Array): LineTable {
  const lines = new LineList(source.length);
  const hasReturns = source.includes(CR);
  let start = 0;
  for (let at = nextEnd(source, 0, hasReturns); at >= 0; at = nextEnd(source, start, hasReturns)) {
    lines.add(start, at);
    start = source[at] === CR && source[at + 1] === LF ? at + 2 : at + 1;
  }
  if (start < source.length) lines.add(start, source.length);
  return lines.close(source.length);
}

function nextEnd(source: Uint8Array, from: number, hasReturns: boolean): number {
  if (!hasReturns) return source.indexOf(LF, from);
  for (let at = from; at < source.length; at++) {
    const byte = source[at];
    if (byte === LF || byte === CR) return at;
  }
  return -1;
}

/** Two arrays of offsets that grow with the lines, so that the source is read only once. */
class LineList {
  #starts: Uint32Array;
  #ends: Uint32Array;
  #count = 0;

  constructor(bytes: number) {
    const guess = Math.max(16, Math.ceil(bytes / BYTES_A_LINE));
    this.#starts = new Uint32Array(guess);
    this.#ends = new Uint32Array(guess);
  }

  add(start: number, end: number): void {
    if (this.#count + 1 >= this.#starts.length) this.#grow();
    this.#starts[this.#count] = start;
    this.#ends[this.#count] = end;
    this.#count++;
  }

  close(sourceEnd: number): LineTable {
    this.#starts[this.#count] = sourceEnd;
    const count = this.#count;
    return {
      count,
      starts: this.#starts.subarray(0, count + 1),
      textEnds: this.#ends.subarray(0, count),
      inFile: null,
      skips: null,
    };
  }

  #grow(): void {
    const starts = new Uint32Array(this.#starts.length * 2);
    const ends = new Uint32Array(starts.length);
    starts.set(this.#starts);
    ends.set(this.#ends);
    this.#starts = starts;
    this.#ends = ends;
  }
}

/** The lines with a further one at each of the bytes, which ascend and stand inside the text of lines of the file. */
export function breakLines(table: LineTable, breaks: readonly number[]): LineTable {
  const count = table.count + breaks.length;
  const starts = new Uint32Array(count + 1);
  const textEnds = new Uint32Array(count);
  const inFile = new Uint32Array(count);
  const moved = table.skips === null ? null : new Map<number, number>();
  let next = 0;
  let to = 0;
  for (let line = 0; line < table.count; line++) {
    const skip = table.skips?.get(line);
    if (skip !== undefined) moved?.set(to, skip);
    const end = table.textEnds[line] ?? 0;
    starts[to] = table.starts[line] ?? 0;
    inFile[to] = line;
    for (let at = breaks[next]; at !== undefined && at < end; at = breaks[++next]) {
      textEnds[to++] = at;
      starts[to] = at;
      inFile[to] = line;
    }
    textEnds[to++] = end;
  }
  starts[count] = table.starts[table.count] ?? 0;
  return { count, starts, textEnds, inFile, skips: moved };
}

/** The lines with marks before their text left out, in bytes by line. */
export function skipInLines(table: LineTable, skips: ReadonlyMap<number, number>): LineTable {
  return { ...table, skips };
}

/** The number under which people find a line in the file, 1-based. */
export function lineNumber({ inFile }: LineTable, line: number): number {
  return (inFile?.[line] ?? line) + 1;
}

/** True for a line that begins inside a line of the file. */
export function isBroken({ inFile }: LineTable, line: number): boolean {
  return inFile !== null && line > 0 && inFile[line] === inFile[line - 1];
}

/** Offset of the text of a line; the byte order mark and marks that are left out are no part of it. */
export function textStart(source: Uint8Array, table: LineTable, line: number): number {
  const start = (table.starts[line] ?? 0) + (table.skips?.get(line) ?? 0);
  if (start === 0 && BOM.every((byte, index) => source[index] === byte)) return BOM.length;
  return start;
}
