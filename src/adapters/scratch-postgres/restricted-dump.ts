import { flagLastChunk } from "../../collections/flag-last-chunk.ts";

const OPENING = /^\\restrict [0-9A-Za-z]+\n/;
const CLOSING = /\n\\unrestrict [0-9A-Za-z]+\n*$/;
const EDGE_BYTES = 256;

/**
 * Puts the dump under a lock of our own, so that psql runs nothing but SQL, whatever was smuggled into the dump. It replaces
 * the lock that pg_dump may have written; psql refuses the words of a lock anywhere else.
 */
export async function* restrictedDump(
  dump: AsyncIterable<Uint8Array>,
  key: string,
): AsyncIterable<Uint8Array> {
  yield Buffer.from(`\\restrict ${key}\n`);
  let head: Buffer | null = Buffer.alloc(0);
  for await (const { chunk, last } of flagLastChunk(dump, EDGE_BYTES)) {
    let body = chunk;
    if (head !== null) {
      head = Buffer.concat([head, chunk]);
      if (!last && head.length < EDGE_BYTES) continue;
      body = without(head, OPENING);
      head = null;
    }
    yield last ? without(body, CLOSING) : body;
  }
}

/** Reads each byte as one character, so that characters torn at the edges stay as they are. */
function without(bytes: Buffer, edge: RegExp): Buffer {
  return Buffer.from(bytes.toString("latin1").replace(edge, "\n"), "latin1");
}
