/** The lines of a file that grows line by line, without their newlines; what a crash has torn behind the last newline is left out. */
export function wholeLines(content: Uint8Array): {
  /** Made one by one: a damaged file may hold millions, and its reader ends at the first that is none. */
  readonly lines: Iterable<Uint8Array>;
  /** Length of the lines with their newlines. */
  readonly wholeBytes: number;
} {
  return { lines: linesOf(content), wholeBytes: content.lastIndexOf(0x0a) + 1 };
}

function* linesOf(content: Uint8Array): Generator<Uint8Array> {
  let start = 0;
  for (let end = content.indexOf(0x0a); end >= 0; end = content.indexOf(0x0a, start)) {
    yield content.subarray(start, end);
    start = end + 1;
  }
}
