/** A piece of a stream of bytes, and whether it is the last. */
export interface FlaggedChunk {
  readonly chunk: Buffer;
  readonly last: boolean;
}

/**
 * The chunks of a stream as they came, none copied but the last: it comes marked, once, and holds at least `bytes` bytes or all that there
 * were. For whoever must look at the end of a stream that is too long to keep.
 */
export async function* flagLastChunk(
  source: AsyncIterable<Uint8Array>,
  bytes: number,
): AsyncIterable<FlaggedChunk> {
  const held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const chunk of source) {
    held.push(chunk);
    heldBytes += chunk.length;
    for (let [first] = held; first && heldBytes - first.length >= bytes; [first] = held) {
      held.shift();
      heldBytes -= first.length;
      yield { chunk: Buffer.from(first.buffer, first.byteOffset, first.length), last: false };
    }
  }
  yield { chunk: Buffer.concat(held), last: true };
}
