import { flagLastChunk } from "../../collections/flag-last-chunk.ts";
import type { DumpFrame } from "./dump-frame.ts";

/** pg_dump has written all schemas before the first of these lines; nothing behind it is parsed. */
const BEHIND_SCHEMAS = /\n(?:CREATE (?!SCHEMA )|SET default_tablespace|COPY |INSERT INTO )[^\n]*\n/;
const MAX_HEAD_BYTES = 64 * 1024;
const TAIL_BYTES = 256;
const NOTHING = Buffer.alloc(0);

/**
 * Puts the frame around the dump. A dump of named schemas creates them, but `public` is there in every database, with rights
 * that pg_dump does not write, so it must be kept. The lock against smuggled psql commands (`\restrict`) is moved outwards to
 * cover the frame too.
 */
export async function* framedDump(
  dump: AsyncIterable<Uint8Array>,
  frame: DumpFrame,
): AsyncIterable<Uint8Array> {
  let head: Head | null = null;
  let start: Buffer = NOTHING;
  for await (const { chunk, last } of flagLastChunk(dump, TAIL_BYTES)) {
    let body = chunk;
    if (head === null) {
      start = Buffer.concat([start, chunk]);
      if (!last && start.length < MAX_HEAD_BYTES && !BEHIND_SCHEMAS.test(start.toString("latin1"))) continue;
      head = readHead(start);
      yield* opening(head, frame);
      body = head.rest;
    }
    yield last ? withoutLock(body) : body;
  }
  yield Buffer.from(frame.after);
  if (head && head.key !== null) yield Buffer.from(`\\unrestrict ${head.key}\n`);
}

interface Head {
  /** Up to the end of the schemas. */
  readonly schemas: string;
  readonly rest: Buffer;
  readonly key: string | null;
}

/** Reads each byte as one character, so that a character torn by the end of the head stays as it is. */
function readHead(bytes: Buffer): Head {
  const text = bytes.toString("latin1");
  const end = BEHIND_SCHEMAS.exec(text)?.index ?? text.length;
  const schemas = text.slice(0, end);
  const key = /^\\restrict ([0-9A-Za-z]+)$/m.exec(schemas)?.[1] ?? null;
  return { schemas, rest: bytes.subarray(end), key };
}

function* opening({ schemas, key }: Head, frame: DumpFrame): Iterable<Uint8Array> {
  if (key !== null) yield Buffer.from(`\\restrict ${key}\n`);
  yield Buffer.from(frame.before);
  const kept = schemas
    .replace(/^CREATE SCHEMA public;$/m, "CREATE SCHEMA IF NOT EXISTS public;")
    .replace(/^\\restrict [0-9A-Za-z]+\n/m, "");
  yield fromLatin1(kept);
}

function withoutLock(end: Buffer): Buffer {
  return fromLatin1(end.toString("latin1").replace(/\n\\unrestrict [0-9A-Za-z]+\n+$/, "\n"));
}

function fromLatin1(text: string): Buffer {
  return Buffer.from(text, "latin1");
}
