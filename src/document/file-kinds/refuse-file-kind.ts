import { type Refusal, refusal } from "../../domain/refusal.ts";
import { findBinaryKind } from "./binary-kinds.ts";
import type { FileKind, ReadKind } from "./file-kind.ts";
import { findOldEncoding } from "./find-encoding.ts";
import { findWideText } from "./find-wide-text.ts";
import { findMarkupKind } from "./markup-kinds.ts";
import { findZipKind } from "./zip-kinds.ts";

/** Bytes at the beginning, and at the end, that a kind is told by. */
const PROBE_BYTES = 1 << 16;
const MIN_CONTROLS = 32;
const MIN_CONTROL_SHARE = 0.05;
/** Tab, the line ends, VT, FF, SUB at the end of an old file, ESC. */
const TEXT_CONTROLS = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1a, 0x1b]);
const BINARY: FileKind = {
  name: "a binary file of an unknown kind",
  wayOut: "Name the document itself: a text, or a file that a reader knows (docs/bring-a-document.md).",
};

/** What is known of the bytes as text: the first that is not UTF-8, and the first NUL, each -1 where there is none. */
export interface ByteFaults {
  readonly badByte: number;
  readonly nul: number;
}

/** Refuses a file that is recognised by its bytes as another kind than a text in UTF-8; null for a text, even one with a fault. */
export function refuseFileKind(source: Uint8Array, faults: ByteFaults): Refusal | null {
  const kind = findKind(source, faults);
  if (kind === null || "reader" in kind) return null;
  return refusal("STOP_NOT_A_TEXT", {
    expected: "a text, or a file that a reader knows",
    actual: kind.name,
    wayOut: kind.wayOut,
  });
}

/** The name of the reader that makes a text of a file; null for a text, and for a file that nothing reads. */
export function findFormat(source: Uint8Array): string | null {
  const kind = findKind(source, { badByte: -1, nul: -1 });
  return kind !== null && "reader" in kind ? kind.reader : null;
}

function findKind(source: Uint8Array, { badByte, nul }: ByteFaults): FileKind | ReadKind | null {
  const head = source.subarray(0, PROBE_BYTES);
  const isText = badByte < 0 && nul < 0;
  const latin1 = asLatin1(head);
  const told = findBinaryKind(latin1, isText) ?? findZipKind(latin1, asLatin1(source.subarray(-PROBE_BYTES)));
  if (told !== null) return told;
  const markup = findMarkupKind(new TextDecoder("utf-8").decode(head).trimStart());
  if (markup !== null || isText) return markup;
  const wide = findWideText(head, badByte < 0);
  if (wide !== null) return wide;
  if (nul >= 0) return isBinary(head) ? BINARY : null;
  return findOldEncoding(source, badByte);
}

/** Controls that no text holds; NUL is one. */
function isBinary(head: Uint8Array): boolean {
  const controls = head.reduce((sum, byte) => sum + (byte < 0x20 && !TEXT_CONTROLS.has(byte) ? 1 : 0), 0);
  return controls >= MIN_CONTROLS && controls >= head.length * MIN_CONTROL_SHARE;
}

function asLatin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}
