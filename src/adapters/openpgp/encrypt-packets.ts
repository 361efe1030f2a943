import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";

const PKESK = 1;
const SEIPD = 18;
/** A session key packet of any algorithm is far smaller; it is the only packet whose whole body is read into memory. */
const MAX_KEY_PACKET_BYTES = 4096;

/** What the framing of an encrypted message shows (RFC 4880 section 4.2, RFC 9580). */
export interface MessageShape {
  /** Tags of the packets, in order. */
  readonly tags: readonly number[];
  /** Key id, 16 lower-case hex digits, of each session key packet; `anonymous` for the wildcard, `unknown` for another version. */
  readonly keyIds: readonly string[];
  /** Version of the encrypted data packet. */
  readonly protection: number | null;
}

/** Reads the packets without decrypting. Throws a SyntaxError if the message is truncated or its framing is malformed. */
export async function readMessageShape(message: AsyncIterable<Uint8Array>): Promise<MessageShape> {
  const reader = createReader(message);
  const tags: number[] = [];
  const keyIds: string[] = [];
  let protection: number | null = null;
  for (let first = await reader.byteOrEnd(); first !== null; first = await reader.byteOrEnd()) {
    const { tag, length } = await readHeader(reader, first);
    tags.push(tag);
    if (tag === PKESK) {
      if (length.partial || length.bytes > MAX_KEY_PACKET_BYTES)
        throw new SyntaxError("session key packet too long");
      keyIds.push(keyIdOf(await reader.bytes(length.bytes)));
      continue;
    }
    if (length.bytes < 1) throw new SyntaxError("empty packet");
    const [version] = await reader.bytes(1);
    if (tag === SEIPD) protection = version ?? null;
    await skipBody(reader, { ...length, bytes: length.bytes - 1 });
  }
  return { tags, keyIds, protection };
}

/** Refuses unless the message is one session key packet of a key in `keyIds` and one integrity protected packet (version 1), nothing else. */
export async function judgeMessage(
  message: AsyncIterable<Uint8Array>,
  keyIds: readonly string[],
): Promise<Result<null>> {
  let shape: MessageShape;
  try {
    shape = await readMessageShape(message);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return refused(
      refusal("STOP_BACKUP_UNVERIFIED", { expected: "a whole OpenPGP message", actual: cause.message }),
    );
  }
  const [keyId] = shape.keyIds;
  const isOne = shape.tags.filter((tag) => tag !== SEIPD).length === 1 && shape.tags[0] === PKESK;
  if (!isOne || keyId === undefined || !keyIds.includes(keyId)) {
    return refused(
      refusal("STOP_BACKUP_RECIPIENT_MISMATCH", {
        expected: `one session key packet, for one of ${keyIds.join(", ")}`,
        actual: `packets ${shape.tags.join(", ")}; keys ${shape.keyIds.join(", ") || "none"}`,
      }),
    );
  }
  if (shape.tags.length === 2 && shape.tags[1] === SEIPD && shape.protection === 1) return accepted(null);
  return refused(
    refusal("STOP_BACKUP_UNVERIFIED", {
      expected: "one integrity protected packet, version 1",
      actual: `packets ${shape.tags.join(", ")}; version ${shape.protection ?? "none"}`,
    }),
  );
}

interface BodyLength {
  readonly bytes: number;
  readonly partial: boolean;
}

async function readHeader(reader: Reader, first: number) {
  if ((first & 0x80) === 0) throw new SyntaxError("no packet header");
  if ((first & 0x40) !== 0) return { tag: first & 0x3f, length: await readNewLength(reader) };
  const size = first & 0x03;
  if (size === 3) throw new SyntaxError("packet of indeterminate length");
  return {
    tag: (first >> 2) & 0x0f,
    length: { bytes: number(await reader.bytes(1 << size)), partial: false },
  };
}

async function readNewLength(reader: Reader): Promise<BodyLength> {
  const [first = 0] = await reader.bytes(1);
  if (first < 192) return { bytes: first, partial: false };
  if (first < 224)
    return { bytes: ((first - 192) << 8) + number(await reader.bytes(1)) + 192, partial: false };
  if (first < 255) return { bytes: 2 ** (first & 0x1f), partial: true };
  return { bytes: number(await reader.bytes(4)), partial: false };
}

async function skipBody(reader: Reader, length: BodyLength): Promise<void> {
  await reader.skip(length.bytes);
  if (length.partial) await skipBodyParts(reader);
}

async function skipBodyParts(reader: Reader): Promise<void> {
  for (let part = await readNewLength(reader); ; part = await readNewLength(reader)) {
    await reader.skip(part.bytes);
    if (!part.partial) return;
  }
}

function keyIdOf(body: Uint8Array): string {
  if (body[0] !== 3 || body.length < 10) return "unknown";
  const id = Buffer.from(body.subarray(1, 9)).toString("hex");
  return id === "0000000000000000" ? "anonymous" : id;
}

function number(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

interface Reader {
  byteOrEnd(): Promise<number | null>;
  bytes(count: number): Promise<Uint8Array>;
  skip(count: number): Promise<void>;
}

function createReader(source: AsyncIterable<Uint8Array>): Reader {
  const chunks = source[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array(0);

  /** Up to `count` of the next bytes; empty at the end. */
  async function some(count: number): Promise<Uint8Array> {
    while (chunk.length === 0) {
      const next = await chunks.next();
      if (next.done) return chunk;
      chunk = next.value;
    }
    const taken = chunk.subarray(0, count);
    chunk = chunk.subarray(taken.length);
    return taken;
  }

  async function walk(count: number, take: (piece: Uint8Array) => void): Promise<void> {
    for (let left = count; left > 0; ) {
      const piece = await some(left);
      if (piece.length === 0) throw new SyntaxError("the message ends inside a packet");
      take(piece);
      left -= piece.length;
    }
  }

  return {
    byteOrEnd: async () => (await some(1))[0] ?? null,
    async bytes(count) {
      const pieces: Uint8Array[] = [];
      await walk(count, (piece) => pieces.push(piece));
      return Buffer.concat(pieces);
    },
    skip: (count) => walk(count, () => undefined),
  };
}
