import assert from "node:assert/strict";
import { test } from "node:test";
import { untilInterrupted } from "../../src/commands/kb/until-interrupted.ts";
import { RefusalError } from "../../src/domain/refusal.ts";

test("a reader who is asked to end stops at the next page", async () => {
  const ending = new AbortController();
  let read = 0;
  const pages = async function* () {
    for (; ; read += 1) yield [read];
  };
  const told: number[] = [];
  await assert.rejects(
    async () => {
      for await (const [row = -1] of untilInterrupted(pages(), ending.signal)) {
        told.push(row);
        if (row === 1) ending.abort("SIGTERM");
      }
    },
    (thrown) => thrown instanceof RefusalError && thrown.refusal.reason === "STOP_INTERRUPTED",
  );
  assert.deepEqual([told, read], [[0, 1], 2]);
});
