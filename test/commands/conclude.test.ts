import assert from "node:assert/strict";
import test from "node:test";
import type { Output } from "../../src/adapters/terminal/output.ts";
import { conclude } from "../../src/commands/command-line.ts";
import { RefusalError, refusal } from "../../src/domain/refusal.ts";
import { type Result, refused } from "../../src/domain/result.ts";

const AGAIN = "Start it again.";
const INTERRUPTED = refusal("STOP_INTERRUPTED", { actual: "SIGINT" });
const CORRUPT = refusal("STOP_STATE_CORRUPT");

type Work = () => Promise<Result<0>>;
const refuses =
  (found: typeof CORRUPT): Work =>
  async () =>
    refused(found);
const throws =
  (fault: Error): Work =>
  async () => {
    throw fault;
  };

/** How the work of a command ends while somebody has asked it to end, and what they are told to do next. */
const ENDS: readonly (readonly [how: string, work: Work, isAsked: boolean, wayOut: string])[] = [
  ["refuses for it", refuses(INTERRUPTED), true, AGAIN],
  ["throws for it", throws(new RefusalError(INTERRUPTED)), true, AGAIN],
  ["is refused for another reason while it ends", refuses(CORRUPT), true, AGAIN],
  ["has a fault while it ends", throws(new TypeError("not a function")), true, AGAIN],
  ["is refused for another reason, and nobody has asked it to end", refuses(CORRUPT), false, CORRUPT.wayOut],
];

async function wayOutOf(work: Work, isAsked: boolean, again?: string): Promise<string> {
  const ending = new AbortController();
  if (isAsked) ending.abort("SIGINT");
  let told = "";
  const output: Partial<Output> = {
    json: () => undefined,
    error: (text) => {
      told += `${text}\n`;
    },
  };
  const line = { openOutput: () => output as Output, exit: () => undefined, interrupted: ending.signal };
  await conclude(line, again === undefined ? {} : { again }, work);
  return /^ {2}do this {3}(.*)$/m.exec(told)?.[1] ?? told;
}

for (const [how, work, isAsked, wayOut] of ENDS)
  test(`a command that has its own way on, and ${how}, says "${wayOut.slice(0, 20)}"`, async () => {
    assert.equal(await wayOutOf(work, isAsked, AGAIN), wayOut);
    const general = isAsked ? INTERRUPTED.wayOut : CORRUPT.wayOut;
    assert.equal(await wayOutOf(work, isAsked), general, "one that has none says what holds for all");
  });
