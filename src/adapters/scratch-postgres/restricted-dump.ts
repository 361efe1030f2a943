const OPENING = /^\\restrict [0-9A-Za-z]+\n/;
const CLOSING = /\n\\unrestrict [0-9A-Za-z]+\n*$/;
const EDGE_BYTES = 256;

/**
 * The dump under a lock of our own: psql then runs no command but SQL, whatever was smuggled into the dump. The lock that pg_dump may have
 * put around it gives way; its words elsewhere are refused by psql.
 */
export async function* restrictedDump(
  dump: AsyncIterable<Uint8Array>,
  key: string,
): AsyncIterable<Uint8Array> {
  yield Buffer.from(`\\restrict ${key}\n`);
  let begun = false;
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of dump) {
    held = Buffer.concat([held, chunk]);
    if (held.length <= 2 * EDGE_BYTES) continue;
    const whole: Buffer = begun ? held : without(held, OPENING);
    begun = true;
    yield whole.subarray(0, -EDGE_BYTES);
    held = whole.subarray(-EDGE_BYTES);
  }
  yield without(begun ? held : without(held, OPENING), CLOSING);
}

/** One byte is one character here, so that torn characters at the edges stay as they are. */
function without(bytes: Buffer, edge: RegExp): Buffer {
  return Buffer.from(bytes.toString("latin1").replace(edge, "\n"), "latin1");
}
