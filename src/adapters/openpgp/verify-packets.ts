/** A packet by its framing alone (RFC 9580 section 4.2). */
export interface Packet {
  readonly tag: number;
  readonly body: Uint8Array;
}

/**
 * The packets of a block, or null if the lengths do not add up. The library does not read the framing, because it may skip a packet that
 * it does not know.
 */
export function readPackets(bytes: Uint8Array): readonly Packet[] | null {
  const packets: Packet[] = [];
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at] ?? 0;
    if ((first & 0x80) === 0) return null;
    const isNewForm = (first & 0x40) !== 0;
    const body = isNewForm ? newBody(bytes, at + 1) : oldBody(bytes, at + 1, first & 0x03);
    if (body === null || body.end > bytes.length) return null;
    packets.push({
      tag: isNewForm ? first & 0x3f : (first >> 2) & 0x0f,
      body: bytes.subarray(body.start, body.end),
    });
    at = body.end;
  }
  return packets;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function oldBody(bytes: Uint8Array, at: number, type: number): Range | null {
  // Length type 3 is "until the end", which no signature or key uses.
  const octets = [1, 2, 4][type];
  if (octets === undefined || at + octets > bytes.length) return null;
  const start = at + octets;
  return { start, end: start + bigEndian(bytes.subarray(at, start)) };
}

function newBody(bytes: Uint8Array, at: number): Range | null {
  const length = readLength(bytes, at);
  return length === null ? null : { start: length.next, end: length.next + length.value };
}

/** A length in the new form, of a packet or a subpacket, and where its content starts; null for one that is cut off or partial. */
export function readLength(
  bytes: Uint8Array,
  at: number,
  greatestOfTwo = 223,
): { readonly value: number; readonly next: number } | null {
  const [first, second] = bytes.subarray(at, at + 2);
  if (first === undefined) return null;
  if (first < 192) return { value: first, next: at + 1 };
  if (first <= greatestOfTwo) {
    return second === undefined ? null : { value: (first - 192) * 256 + second + 192, next: at + 2 };
  }
  // 224 to 254 are partial lengths of packets, for streams only.
  if (first !== 255 || at + 5 > bytes.length) return null;
  return { value: bigEndian(bytes.subarray(at + 1, at + 5)), next: at + 5 };
}

/** An unsigned number, the most significant octet first. */
export function bigEndian(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes) value = value * 256 + byte;
  return value;
}
