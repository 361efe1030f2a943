const CHUNK_BYTES = 65_536;

/** UTF-8 behind its byte order mark as texts, none of which ends inside a character or between CR and LF. */
export function* chunksOf(bytes: Buffer): Generator<{ readonly chunk: string; readonly startByte: number }> {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let at = hasMark ? 3 : 0;
  while (at < bytes.length) {
    let end = Math.min(bytes.length, at + CHUNK_BYTES);
    while (end < bytes.length && bytes[end - 1] === 0x0d) end++;
    while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end++;
    yield { chunk: bytes.toString("utf8", at, end), startByte: at };
    at = end;
  }
}
