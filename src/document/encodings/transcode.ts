import { partitionPoint } from "../../collections/partition-point.ts";
import { STRIDE, type Step, UNFIT } from "./steps.ts";

/** A text in UTF-8 that was made of bytes in another encoding. */
export interface Transcoded {
  readonly text: Buffer;
  /** The byte of the original that the character begins with of which a byte of the text is part; the length of the original at the end. */
  readonly originalByte: (utf8Byte: number) => number;
}

/** Where the first bytes stand that are no character. */
export interface Misfit {
  readonly badByte: number;
  readonly line: number;
}

/** Bytes of the original between two places that are kept: eight bytes for each. */
const BLOCK_BYTES = 256;

/** Makes UTF-8 of bytes, each of their characters read by a step; twice, so that no more memory is taken than the text needs. */
export function transcode(bytes: Uint8Array, step: Step): Transcoded | Misfit {
  const blocks = Math.ceil(bytes.length / BLOCK_BYTES) + 1;
  const originals = new Float64Array(blocks);
  const places = new Float64Array(blocks);
  let [at, size, line, block] = [0, 0, 1, 0];
  let before = 0;
  while (at < bytes.length) {
    if (at >= block * BLOCK_BYTES) {
      originals[block] = at;
      places[block] = size;
      block++;
    }
    const found = step(bytes, at);
    if (found === UNFIT) return { badByte: at, line };
    const code = codeOf(found);
    if (code === 0x0d || (code === 0x0a && before !== 0x0d)) line++;
    before = code;
    size += sizeOf(code);
    at += lengthOf(found);
  }
  return {
    text: write(bytes, step, size),
    originalByte: (utf8Byte) => {
      const last = Math.max(0, partitionPoint(block, (index) => (places[index] ?? 0) > utf8Byte) - 1);
      let place = places[last] ?? 0;
      for (let at = originals[last] ?? 0; at < bytes.length; ) {
        const found = step(bytes, at);
        place += sizeOf(codeOf(found));
        if (place > utf8Byte) return at;
        at += lengthOf(found);
      }
      return bytes.length;
    },
  };
}

function write(bytes: Uint8Array, step: Step, size: number): Buffer {
  const text = Buffer.allocUnsafe(size);
  let to = 0;
  for (let at = 0; at < bytes.length; ) {
    const found = step(bytes, at);
    to = put(text, to, codeOf(found));
    at += lengthOf(found);
  }
  return text;
}

/** Writes a code point, and says where the next one begins. */
function put(text: Buffer, at: number, code: number): number {
  const size = sizeOf(code);
  if (size === 1) {
    text[at] = code;
    return at + 1;
  }
  for (let last = size - 1, rest = code; last > 0; last--, rest >>= 6) text[at + last] = 0x80 | (rest & 0x3f);
  text[at] = ((0xf00 >> size) & 0xff) | (code >> (6 * (size - 1)));
  return at + size;
}

function codeOf(found: number): number {
  return Math.floor(found / STRIDE);
}

function lengthOf(found: number): number {
  return found % STRIDE;
}

function sizeOf(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
