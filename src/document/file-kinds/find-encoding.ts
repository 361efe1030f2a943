import { decodeAs, type Encoding, LAST_ENCODING, NARROW_ENCODINGS, WIDE_ENCODINGS } from "./encodings.ts";
import { convertBy, type FileKind, nameOrConvert } from "./file-kind.ts";

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
  const found = guessEncodings(source, badByte)[0];
  if (found === undefined) return null;
  const guessed = "The encoding is a guess: look at the letters with marks.";
  const iconv = `iconv -f ${found.name} -t UTF-8 FILE > text.md`;
  return {
    name: `a text in another encoding than UTF-8 (it reads well as ${found.name})`,
    wayOut: found === LAST_ENCODING ? convertBy(iconv, guessed) : nameOrConvert(found.label, iconv, guessed),
  };
}

/** The encodings that the bytes around a bad one read well in, the most likely first. */
export function guessEncodings(source: Uint8Array, badByte: number): readonly Encoding[] {
  if (isSurrogate(source.subarray(badByte, badByte + 3))) return [];
  const from = lineStart(source, Math.max(0, badByte - BEFORE_BYTES));
  const around = source.subarray(from, from + WINDOW_BYTES);
  const asUtf8 = new TextDecoder("utf-8").decode(around);
  const bad = count(asUtf8, /\ufffd/gu);
  if (count(asUtf8, OUTSIDE_ASCII) - bad > bad) return [];
  if (bad < ENOUGH) return fitting(FREQUENT, around);
  const found = [...fitting(WIDE_ENCODINGS, around), ...byShare(NARROW_ENCODINGS, around)];
  return found.length > 0 ? found : fitting([LAST_ENCODING], around);
}

function fitting(rows: readonly Encoding[], bytes: Uint8Array): readonly Encoding[] {
  return rows.filter((row) => shareIn(bytes, row) >= row.minShare);
}

/** Of several rows with the same share the first comes first. */
function byShare(rows: readonly Encoding[], bytes: Uint8Array): readonly Encoding[] {
  const shares = rows.map((row) => ({ row, share: shareIn(bytes, row) }));
  const well = shares.filter(({ row, share }) => share >= row.minShare);
  return well.sort((one, other) => other.share - one.share).map(({ row }) => row);
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
