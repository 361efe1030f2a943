import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { COMPRESSION, compress, decompress } from "../../../src/adapters/backup/compression.ts";

/** Text without repetitions, several batches and an odd rest long. */
const PLAIN = Buffer.from(
  Array.from({ length: 45_000 }, (_, line) => createHash("sha256").update(`${line}`).digest("hex")).join(
    "\n",
  ),
);

async function* inChunks(size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < PLAIN.length; at += size) {
    await nextTurn();
    yield PLAIN.subarray(at, at + size);
  }
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of stream) all.push(chunk);
  return Buffer.concat(all);
}

for (const size of [4099, 65_536, 524_288, 700_001, PLAIN.length]) {
  test(`what was compressed in chunks of ${size} bytes comes back as it was`, async () => {
    const back = await collect(decompress(compress(inChunks(size)), COMPRESSION));
    assert.equal(back.length, PLAIN.length);
    assert.ok(back.equals(PLAIN));
  });
}

test("nothing becomes nothing", async () => {
  const packed = await collect(compress((async function* () {})()));
  assert.equal((await collect(decompress(inOne(packed), COMPRESSION))).length, 0);
});

test("a source that fails makes the result fail, and the bytes before it are not closed as a whole file", async () => {
  async function* failing(): AsyncIterable<Uint8Array> {
    yield PLAIN.subarray(0, 1_500_000);
    throw new Error("the source broke");
  }
  await assert.rejects(collect(compress(failing())), /the source broke/);
});

test("a reader that leaves lets the source end", async () => {
  let ended = false;
  async function* source(): AsyncIterable<Uint8Array> {
    try {
      for (;;) {
        await nextTurn();
        yield PLAIN;
      }
    } finally {
      ended = true;
    }
  }
  for await (const chunk of compress(source())) {
    assert.ok(chunk.length > 0);
    break;
  }
  while (!ended) await nextTurn();
});

async function* inOne(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
