import { enums } from "openpgp";

const HEADER = /^[A-Za-z][A-Za-z -]*: .*$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The bytes of exactly one armoured block with the given label; null if there is anything else (RFC 9580 section 6.2). */
export function decodeArmour(text: string, label: string): Uint8Array | null {
  const lines = text.replace(/\n+$/, "").split("\n");
  if (lines.shift() !== `-----BEGIN ${label}-----` || lines.pop() !== `-----END ${label}-----`) return null;
  while (HEADER.test(lines[0] ?? "")) lines.shift();
  if (lines[0] === "") lines.shift();
  if (/^=[A-Za-z0-9+/]{4}$/.test(lines.at(-1) ?? "")) lines.pop();
  const body = lines.join("");
  if (!BASE64.test(body) || body.length % 4 !== 0) return null;
  return new Uint8Array(Buffer.from(body, "base64"));
}

/**
 * The tags of the packets in a block, or null if the lengths do not add up. They are not read with the library, because it may skip a
 * packet that it does not know (RFC 9580 section 4.2).
 */
export function readPacketTags(bytes: Uint8Array): readonly number[] | null {
  const tags: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at] ?? 0;
    if ((first & 0x80) === 0) return null;
    const isNewForm = (first & 0x40) !== 0;
    const body = isNewForm ? newLength(bytes, at + 1) : oldLength(bytes, at + 1, first & 0x03);
    if (body === null || body.end > bytes.length) return null;
    tags.push(isNewForm ? first & 0x3f : (first >> 2) & 0x0f);
    at = body.end;
  }
  return tags;
}

export const SIGNATURE_TAG: number = enums.packet.signature;

function oldLength(bytes: Uint8Array, at: number, type: number): { readonly end: number } | null {
  // Length type 3 is "until the end", which no signature or key uses.
  const octets = [1, 2, 4][type];
  if (octets === undefined || at + octets > bytes.length) return null;
  let length = 0;
  for (const byte of bytes.subarray(at, at + octets)) length = length * 256 + byte;
  return { end: at + octets + length };
}

function newLength(bytes: Uint8Array, at: number): { readonly end: number } | null {
  const first = bytes[at];
  if (first === undefined) return null;
  if (first < 192) return { end: at + 1 + first };
  if (first < 224) return { end: at + 2 + (first - 192) * 256 + (bytes[at + 1] ?? 0) + 192 };
  // 224 to 254 are partial lengths, for streams only.
  if (first !== 255 || at + 5 > bytes.length) return null;
  let length = 0;
  for (const byte of bytes.subarray(at + 1, at + 5)) length = length * 256 + byte;
  return { end: at + 5 + length };
}
