/** A chunk of a stream of bytes, and whether it is the last one. */
export interface FlaggedChunk {
  readonly chunk: Buffer;
  readonly last: boolean;
}

/**
 * Passes on the chunks of a stream and flags the last one, which holds at least `bytes` bytes, or the whole stream if it is shorter. Only
 * the last chunk is copied. It shows a reader the end of a stream that is too long to keep.
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
