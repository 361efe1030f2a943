import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Leg, tee } from "../../../src/adapters/backup/tee.ts";

const CHUNK = 64 * 1024;

async function* source(chunks: number, produced = { count: 0 }) {
  for (let index = 0; index < chunks; index += 1) {
    produced.count += 1;
    yield Buffer.alloc(CHUNK, index);
  }
}

function counting(total: { bytes: number }): Leg {
  return async (plain) => {
    for await (const chunk of plain) total.bytes += chunk.length;
  };
}

test("every leg gets the whole stream", async () => {
  const [one, two] = [{ bytes: 0 }, { bytes: 0 }];
  await tee(source(50), [counting(one), counting(two)]);
  assert.deepEqual([one.bytes, two.bytes], [50 * CHUNK, 50 * CHUNK]);
});

test("the source is read no faster than the slowest leg", async () => {
  const produced = { count: 0 };
  let read = 0;
  let lead = 0;
  const slow: Leg = async (plain) => {
    for await (const chunk of plain) {
      read += chunk.length / CHUNK;
      lead = Math.max(lead, produced.count - read);
      await sleep(1);
    }
  };
  await tee(source(200, produced), [counting({ bytes: 0 }), slow]);
  assert.equal(read, 200);
  assert.ok(lead < 20, `the source was ${lead} chunks ahead`);
});

for (const [title, failing] of [
  ["at once", async () => Promise.reject(new Error("the leg broke"))],
  [
    "in the middle",
    async (plain: AsyncIterable<Uint8Array>) => {
      let seen = 0;
      for await (const _chunk of plain) if (++seen === 3) throw new Error("the leg broke");
    },
  ],
] as const) {
  test(`a leg that fails ${title} ends the source and the other leg, which sees no orderly end`, async () => {
    let stopped = false;
    let orderly = false;
    const endless = async function* () {
      try {
        yield* source(1_000_000);
      } finally {
        stopped = true;
      }
    };
    const other: Leg = async (plain) => {
      for await (const _chunk of plain);
      orderly = true;
    };
    await assert.rejects(tee(endless(), [failing, other]), /the leg broke/);
    assert.deepEqual([stopped, orderly], [true, false]);
  });
}

test("a leg that stops before the end without an error is a failure", async () => {
  const early: Leg = async (plain) => {
    for await (const _chunk of plain) return;
  };
  await assert.rejects(tee(source(1000), [early, counting({ bytes: 0 })]), /ended before its stream/);
});

test("a source that fails after its last byte lets no leg come to an orderly end", async () => {
  const failing = async function* () {
    yield* source(3);
    throw new Error("the exit status was 1");
  };
  let ends = 0;
  const leg: Leg = async (plain) => {
    for await (const _chunk of plain);
    ends += 1;
  };
  await assert.rejects(tee(failing(), [leg, leg]), /exit status/);
  assert.equal(ends, 0);
});
