import { isUtf8 } from "node:buffer";

/** Offset of the first byte that is not part of a well-formed UTF-8 sequence, found by halving; -1 where all are. */
export function firstBadByte(source: Uint8Array): number {
  if (isUtf8(source)) return -1;
  let good = 0;
  let bad = source.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isUtf8(source.subarray(0, backToBoundary(source, middle)))) good = middle;
    else bad = middle;
  }
  return backToBoundary(source, good);
}

function backToBoundary(source: Uint8Array, byte: number): number {
  let at = byte;
  while (at > 0 && byte - at < 3 && ((source[at] ?? 0) & 0xc0) === 0x80) at--;
  return at;
}

/** The line of a byte, from 1, in a text of which ASCII is part. */
export function lineOf(source: Uint8Array, byte: number): number {
  let line = 1;
  for (let at = 0; at < byte; at++) {
    if (source[at] === 0x0a || (source[at] === 0x0d && source[at + 1] !== 0x0a)) line++;
  }
  return line;
}

/** The bytes from one on, as they are told. */
export function tellBytes(source: Uint8Array, byte: number): string {
  return `the bytes ${Buffer.from(source.subarray(byte, byte + 4)).toString("hex")} at byte ${byte}`;
}
