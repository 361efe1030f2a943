import type { DumpFrame } from "./dump-frame.ts";

/** By the first of these pg_dump has written its schemas; what follows is never looked into. */
const BEHIND_SCHEMAS = /\n(?:CREATE (?!SCHEMA )|SET default_tablespace|COPY |INSERT INTO )/;
const MAX_HEAD_BYTES = 64 * 1024;
const TAIL_BYTES = 256;

/**
 * The dump with its frame around it. A dump of a schema by name makes it, but `public` is there in every database with rights that pg_dump
 * counts as given: it must be kept. The lock against smuggled psql commands (`\restrict`) is moved outwards to hold for all of it.
 */
export async function* framedDump(
  dump: AsyncIterable<Uint8Array>,
  frame: DumpFrame,
): AsyncIterable<Uint8Array> {
  let head: string | null = "";
  let tail: Buffer = Buffer.alloc(0);
  let key: string | null = null;
  for await (const chunk of dump) {
    if (head !== null) {
      head += Buffer.from(chunk).toString("latin1");
      if (head.length < MAX_HEAD_BYTES && !BEHIND_SCHEMAS.test(head)) continue;
      key = restrictionOf(head);
      yield* opening(head, key, frame);
      head = null;
      continue;
    }
    const bytes = Buffer.concat([tail, chunk]);
    tail = bytes.subarray(-TAIL_BYTES);
    if (bytes.length > TAIL_BYTES) yield bytes.subarray(0, -TAIL_BYTES);
  }
  if (head !== null) {
    key = restrictionOf(head);
    yield* opening(head, key, frame);
  }
  yield Buffer.from(withoutLine(tail.toString("latin1"), `\\unrestrict ${key}`), "latin1");
  yield Buffer.from(frame.after);
  if (key !== null) yield Buffer.from(`\\unrestrict ${key}\n`);
}

/** One byte is one character here, so that a character torn by the end of the head stays as it is. */
function* opening(head: string, key: string | null, frame: DumpFrame): Iterable<Uint8Array> {
  if (key !== null) yield Buffer.from(`\\restrict ${key}\n`);
  yield Buffer.from(frame.before);
  const end = BEHIND_SCHEMAS.exec(head)?.index ?? head.length;
  const schemas = head
    .slice(0, end)
    .replace(/^CREATE SCHEMA public;$/m, "CREATE SCHEMA IF NOT EXISTS public;");
  yield Buffer.from(withoutLine(schemas, `\\restrict ${key}`) + head.slice(end), "latin1");
}

function restrictionOf(head: string): string | null {
  return /^\\restrict ([0-9A-Za-z]+)$/m.exec(head)?.[1] ?? null;
}

function withoutLine(text: string, line: string): string {
  return text.replace(`\n${line}\n`, "\n");
}
