import assert from "node:assert/strict";
import { test } from "node:test";
import { flagLastChunk } from "../../src/collections/flag-last-chunk.ts";

const ROWS: readonly (readonly [readonly string[], number, readonly string[]])[] = [
  [[], 3, [""]],
  [["ab"], 3, ["ab"]],
  [["abcdef"], 3, ["abcdef"]],
  [["abc", "def"], 3, ["abc", "def"]],
  [["abc", "de"], 3, ["abcde"]],
  [["abc", "d", "e", "f"], 3, ["abc", "def"]],
  [["a", "b", "c", "d", "e"], 3, ["a", "b", "cde"]],
  [["abc", "", "def", ""], 3, ["abc", "", "def"]],
  [["abcdef", "g"], 3, ["abcdefg"]],
];

for (const [chunks, bytes, expected] of ROWS) {
  test(`[${chunks.join("|")}] with at least ${bytes} bytes in the last chunk comes as [${expected.join("|")}]`, async () => {
    const got: string[] = [];
    const marks: boolean[] = [];
    for await (const { chunk, last } of flagLastChunk(toStream(chunks), bytes)) {
      got.push(chunk.toString());
      marks.push(last);
    }
    assert.deepEqual(got, expected);
    assert.deepEqual(marks, [...expected.slice(1).map(() => false), true]);
  });
}

test("no chunk before the last is copied", async () => {
  const source = Buffer.alloc(8);
  for await (const { chunk, last } of flagLastChunk(toStream([source.subarray(0, 5), source.subarray(5)]), 3))
    if (!last) assert.equal(chunk.buffer, source.buffer);
});

test("a source that fails has no last chunk", async () => {
  async function* failing(): AsyncIterable<Uint8Array> {
    yield Buffer.from("abcdef");
    throw new Error("the source broke");
  }
  const marks: boolean[] = [];
  await assert.rejects(async () => {
    for await (const { last } of flagLastChunk(failing(), 3)) marks.push(last);
  }, /the source broke/);
  assert.deepEqual(marks, []);
});

async function* toStream(chunks: readonly (string | Uint8Array)[]): AsyncIterable<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
}
