import { convertBy, type FileKind, nameOrConvert } from "./file-kind.ts";

const READABLE = /[\t\n\r\f\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\u200b-\u200f\ufeff]/gu;
const BLANK = /[ \n\r\u3000]/gu;
const MIN_READABLE = 0.98;
const MIN_BLANK = 0.005;
/** ASCII with single NUL bytes reads as ideographs; in UTF-16 it has far more of them. */
const FEW_NULS = 0.2;

/** UTF-16 or UTF-32, with a byte order mark or without, by its first bytes; null for another file. `isUtf8` says that they are valid UTF-8. */
export function findWideText(head: Uint8Array, isUtf8: boolean): FileKind | null {
  const [a, b, c, d] = head;
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return wideText("UTF-32", "UTF-32");
  if (a === 0xff && b === 0xfe) {
    const is32 = c === 0 && d === 0 && head.length % 4 === 0;
    return is32 ? wideText("UTF-32", "UTF-32") : wideText("UTF-16", "UTF-16");
  }
  if (a === 0xfe && b === 0xff) return wideText("UTF-16", "UTF-16");
  const nuls = countNuls(head);
  const [first, second, third, fourth] = nuls;
  const quarter = head.length / 4;
  if (first + second > quarter * 1.9 && fourth < quarter * 0.5) return unmarked("UTF-32BE");
  if (third + fourth > quarter * 1.9 && first < quarter * 0.5) return unmarked("UTF-32LE");
  if (isUtf8 && head.length * FEW_NULS > first + second + third + fourth) return null;
  if (reads16(head, "utf-16le")) return unmarked("UTF-16LE");
  return reads16(head, "utf-16be") ? unmarked("UTF-16BE") : null;
}

function unmarked(name: string): FileKind {
  return wideText(name, `${name} without a byte order mark`);
}

function wideText(from: string, name: string): FileKind {
  const iconv = `iconv -f ${from} -t UTF-8 FILE > text.md`;
  const isRead = from.startsWith("UTF-16");
  return {
    name: `a text in ${name}`,
    wayOut: isRead ? nameOrConvert(from.toLowerCase(), iconv) : convertBy(iconv),
  };
}

/** NUL bytes at each place of four. */
function countNuls(head: Uint8Array): readonly [number, number, number, number] {
  const found: [number, number, number, number] = [0, 0, 0, 0];
  for (let at = head.indexOf(0); at >= 0; at = head.indexOf(0, at + 1))
    found[at % 4] = (found[at % 4] ?? 0) + 1;
  return found;
}

function reads16(head: Uint8Array, label: string): boolean {
  const text = new TextDecoder(label).decode(head.subarray(0, head.length & ~1));
  const share = (pattern: RegExp) => (text.match(pattern)?.length ?? 0) / text.length;
  return share(READABLE) >= MIN_READABLE && share(BLANK) >= MIN_BLANK;
}
