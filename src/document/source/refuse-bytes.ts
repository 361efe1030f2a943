import { isUtf8 } from "node:buffer";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { UNSEEN } from "../../domain/unseen.ts";
import { refuseFileKind } from "../file-kinds/refuse-file-kind.ts";

const VISIBLE = new RegExp(String.raw`[^\s${UNSEEN}]`, "u");
/** Bytes that are decoded at a time to find the first visible character. */
const PROBE_BYTES = 4096;

/** Refuses bytes that are another kind of file, are not UTF-8, contain a NUL byte, or show no visible character; null where they are usable. */
export function refuseBytes(source: Uint8Array): Refusal | null {
  const nul = source.indexOf(0);
  const badByte = isUtf8(source) ? -1 : firstBadByte(source);
  const otherKind = refuseFileKind(source, { badByte, nul });
  if (otherKind !== null) return otherKind;
  if (nul >= 0 && (badByte < 0 || nul < badByte))
    return refusalAtLine("STOP_SOURCE_NUL", source, nul, "a NUL byte");
  if (badByte >= 0)
    return refusalAtLine("STOP_SOURCE_ENCODING", source, badByte, `the bytes ${hexAt(source, badByte)}`);
  return hasVisibleText(source) ? null : refusal("STOP_SOURCE_EMPTY", { actual: `${source.length} bytes` });
}

function refusalAtLine(
  reason: "STOP_SOURCE_NUL" | "STOP_SOURCE_ENCODING",
  source: Uint8Array,
  byte: number,
  what: string,
): Refusal {
  return refusal(reason, {
    field: `line ${lineOf(source, byte)}`,
    expected: "UTF-8 text without NUL",
    actual: `${what} at byte ${byte}`,
  });
}

/** Offset of the first byte that is not part of a well-formed UTF-8 sequence, found by halving. */
function firstBadByte(source: Uint8Array): number {
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

function lineOf(source: Uint8Array, byte: number): number {
  let line = 1;
  for (let at = 0; at < byte; at++) {
    if (source[at] === 0x0a || (source[at] === 0x0d && source[at + 1] !== 0x0a)) line++;
  }
  return line;
}

function hexAt(source: Uint8Array, byte: number): string {
  return Buffer.from(source.subarray(byte, byte + 4)).toString("hex");
}

function hasVisibleText(source: Uint8Array): boolean {
  const decoder = new TextDecoder("utf-8");
  for (let at = 0; at < source.length; at += PROBE_BYTES) {
    const text = decoder.decode(source.subarray(at, at + PROBE_BYTES), { stream: true });
    if (VISIBLE.test(text)) return true;
  }
  return false;
}
