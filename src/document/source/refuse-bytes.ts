import { type Refusal, refusal } from "../../domain/refusal.ts";
import { UNSEEN } from "../../domain/unseen.ts";
import { firstBadByte, lineOf, tellBytes } from "../encodings/bad-bytes.ts";
import { refuseFileKind } from "../file-kinds/refuse-file-kind.ts";

const VISIBLE = new RegExp(String.raw`[^\s${UNSEEN}]`, "u");
/** Bytes that are decoded at a time to find the first visible character. */
const PROBE_BYTES = 4096;

/** Refuses bytes that are another kind of file, are not UTF-8, contain a NUL byte, or show no visible character; null where they are usable. */
export function refuseBytes(source: Uint8Array): Refusal | null {
  const nul = source.indexOf(0);
  const badByte = firstBadByte(source);
  const otherKind = refuseFileKind(source, { badByte, nul });
  if (otherKind !== null) return otherKind;
  if (nul >= 0 && (badByte < 0 || nul < badByte))
    return refusalAtLine("STOP_SOURCE_NUL", source, nul, `a NUL byte at byte ${nul}`);
  if (badByte >= 0) return refusalAtLine("STOP_SOURCE_ENCODING", source, badByte, tellBytes(source, badByte));
  return hasVisibleText(source) ? null : refusal("STOP_SOURCE_EMPTY", { actual: `${source.length} bytes` });
}

/** Refuses the text that a reader has made where nobody sees a letter of it, or a NUL stands in it; null where it is usable. */
export function refuseText(text: Buffer): Refusal | null {
  const nul = text.indexOf(0);
  if (nul >= 0) return refusalAtLine("STOP_SOURCE_NUL", text, nul, "a NUL character");
  if (hasVisibleText(text)) return null;
  return refusal("STOP_SOURCE_EMPTY", { actual: "no letter in the text that was read of the file" });
}

function refusalAtLine(
  reason: "STOP_SOURCE_NUL" | "STOP_SOURCE_ENCODING",
  source: Uint8Array,
  byte: number,
  actual: string,
): Refusal {
  return refusal(reason, {
    field: `line ${lineOf(source, byte)}`,
    expected: "UTF-8 text without NUL",
    actual,
  });
}

function hasVisibleText(source: Uint8Array): boolean {
  const decoder = new TextDecoder("utf-8");
  for (let at = 0; at < source.length; at += PROBE_BYTES) {
    const text = decoder.decode(source.subarray(at, at + PROBE_BYTES), { stream: true });
    if (VISIBLE.test(text)) return true;
  }
  return false;
}
