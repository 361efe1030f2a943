/** The lines of a file that grows line by line, without their newlines; what a crash has torn behind the last newline is left out. */
export function wholeLines(content: Uint8Array): {
  readonly lines: readonly Uint8Array[];
  /** Length of the lines with their newlines. */
  readonly wholeBytes: number;
} {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let end = content.indexOf(0x0a); end >= 0; end = content.indexOf(0x0a, start)) {
    lines.push(content.subarray(start, end));
    start = end + 1;
  }
  return { lines, wholeBytes: start };
}
