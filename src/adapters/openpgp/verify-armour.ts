import { withoutFinalLineEnds } from "../../domain/text-forms.ts";

const HEADER = /^[A-Za-z][A-Za-z -]*: .*$/;
const CHECKSUM = /^=[A-Za-z0-9+/]{4}$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The bytes of exactly one armoured block with the given label; null if there is anything else (RFC 9580 section 6.2). */
export function decodeArmour(text: string, label: string): Uint8Array | null {
  const lines = withoutFinalLineEnds(text).split("\n");
  const last = lines.length - 1;
  if (lines[0] !== `-----BEGIN ${label}-----` || lines[last] !== `-----END ${label}-----`) return null;
  let start = 1;
  while (start < last && HEADER.test(lines[start] ?? "")) start += 1;
  if (lines[start] === "") start += 1;
  const end = last > start && CHECKSUM.test(lines[last - 1] ?? "") ? last - 1 : last;
  const body = lines.slice(start, end).join("");
  if (!BASE64.test(body) || body.length % 4 !== 0) return null;
  return new Uint8Array(Buffer.from(body, "base64"));
}
