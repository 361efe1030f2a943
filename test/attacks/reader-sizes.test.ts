import assert from "node:assert/strict";
import test from "node:test";
import { READER_INPUTS } from "../support/reader-inputs.ts";
import { SIDE_INPUTS } from "../support/side-inputs.ts";

const RUNS = 3;
/** What a hundredth of the input is counted as at least, so that no ratio is one of noise. */
const LEAST_MS = 2;
/** A hundred times the input takes a linear reader a hundred times the work, and a quadratic one ten thousand times. */
const MOST = 1000;

/** The least processor time of a few runs: other processes add to none of them. */
async function costMs(read: () => unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run += 1) {
    const start = process.cpuUsage();
    await read();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

const ALL = [
  ...READER_INPUTS.map((input) => ({ id: "P-70", ...input })),
  ...SIDE_INPUTS.map((input) => ({ id: "A-170", ...input })),
];

for (const { id, name, limit, prepare } of ALL) {
  test(`${id}: ${name} is read in linear time`, async () => {
    const part = await costMs(prepare(Math.floor(limit / 100)));
    const whole = await costMs(prepare(limit));
    assert.ok(
      whole <= MOST * Math.max(part, LEAST_MS),
      `${part} ms for a hundredth, ${whole} ms for the whole`,
    );
  });
}
