const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const BASE64 = `${DIGITS}+/`;
const BASE64URL = `${DIGITS}-_`;
const VALUES = new Map([...BASE64, ...BASE64URL].map((digit, at) => [digit, at % 64]));

export function encodeBase64(bytes: Uint8Array, isUrl: boolean): string {
  const alphabet = isUrl ? BASE64URL : BASE64;
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const bits = (a << 16) | (b << 8) | c;
    for (const shift of [18, 12, 6, 0]) text += alphabet[(bits >> shift) & 63];
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  return `${text.slice(0, text.length - missing)}${isUrl ? "" : "=".repeat(missing)}`;
}

/** As Node decodes ASCII: both alphabets, up to the padding, and whatever is no digit is passed over. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let [length, bits, known] = [0, 0, 0];
  for (const digit of text) {
    if (digit === "=") break;
    const value = VALUES.get(digit);
    if (value === undefined) continue;
    bits = ((bits << 6) | value) & 0xffff;
    known += 6;
    if (known < 8) continue;
    known -= 8;
    bytes[length] = bits >> known;
    length += 1;
  }
  return bytes.slice(0, length);
}
