import { decodeAs, type Encoding, LAST_ENCODING, NARROW_ENCODINGS, WIDE_ENCODINGS } from "./encodings.ts";
import { convertBy, type FileKind } from "./file-kind.ts";

const WINDOW_BYTES = 1 << 16;
const BEFORE_BYTES = 1 << 12;
const OUTSIDE_ASCII = /\P{ASCII}/gu;
const LETTER = /[\p{L}\p{M}§£]/u;
/** Marks of type as a word processor sets them. */
const TYPOGRAPHY = /\p{L}’\p{L}|“[^“”]{1,400}”/u;
/** With fewer bytes outside UTF-8, only the old encoding that is met most is thought of. */
const ENOUGH = 4;
const FREQUENT = NARROW_ENCODINGS.filter(({ label }) => label === "windows-1252");

/** The encoding that the bytes around the first one that is no UTF-8 read well in, or null for a text of UTF-8 with bad bytes. */
export function findOldEncoding(source: Uint8Array, badByte: number): FileKind | null {
  if (isSurrogate(source.subarray(badByte, badByte + 3))) return null;
  const from = lineStart(source, Math.max(0, badByte - BEFORE_BYTES));
  const around = source.subarray(from, from + WINDOW_BYTES);
  const asUtf8 = new TextDecoder("utf-8").decode(around);
  const bad = count(asUtf8, /\ufffd/gu);
  if (count(asUtf8, OUTSIDE_ASCII) - bad > bad) return null;
  const name = bad < ENOUGH ? bestOf(FREQUENT, around) : findName(around);
  if (name === null) return null;
  return {
    name: `a text in another encoding than UTF-8 (it reads well as ${name})`,
    wayOut: convertBy(
      `iconv -f ${name} -t UTF-8 FILE > text.md`,
      "The encoding is a guess: look at the letters with marks.",
    ),
  };
}

function findName(bytes: Uint8Array): string | null {
  const wide = WIDE_ENCODINGS.find((row) => shareIn(bytes, row) >= row.minShare);
  return wide?.name ?? bestOf(NARROW_ENCODINGS, bytes) ?? bestOf([LAST_ENCODING], bytes);
}

function bestOf(rows: readonly Encoding[], bytes: Uint8Array): string | null {
  let best: { readonly name: string | null; readonly share: number } = { name: null, share: 0 };
  for (const row of rows) {
    const share = shareIn(bytes, row);
    if (share >= row.minShare && share > best.share) best = { name: row.name, share };
  }
  return best.name;
}

/** Familiar characters of all outside ASCII; none where no letter is among them, nor marks of type around one. */
function shareIn(bytes: Uint8Array, row: Encoding): number {
  const text = decodeAs(row, bytes);
  const found = text.match(row.familiar) ?? [];
  const isText = found.some((character) => LETTER.test(character)) || TYPOGRAPHY.test(text);
  return isText ? found.length / count(text, OUTSIDE_ASCII) : 0;
}

/** Half a character of UTF-16, encoded as if it were one: a fault of a program that writes UTF-8. */
function isSurrogate([first = 0, second = 0, third = 0]: Uint8Array): boolean {
  return first === 0xed && second >= 0xa0 && second <= 0xbf && third >= 0x80 && third <= 0xbf;
}

function lineStart(source: Uint8Array, from: number): number {
  const end = source.lastIndexOf(0x0a, from);
  return from - end > BEFORE_BYTES ? from : end + 1;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
