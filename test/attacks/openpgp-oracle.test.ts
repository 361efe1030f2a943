import assert from "node:assert/strict";
import test from "node:test";
import { compareKeys } from "../oracle/compare.ts";
import { isWrong } from "../oracle/is-wrong.ts";

test("G-70, A-128: of fifty random keys none may sign for us that may not for GnuPG, and each refusal names its cause", async () => {
  const comparisons = await compareKeys({ seed: 1, count: 50 });
  assert.deepEqual(comparisons.filter(isWrong), []);
  const verdicts = new Set(comparisons.map(({ gpg, refusedFor }) => `${gpg} ${refusedFor === null}`));
  for (const verdict of [
    "GOODSIG true",
    "GOODSIG false",
    "EXPKEYSIG false",
    "REVKEYSIG false",
    "ERRSIG false",
  ])
    assert.ok(verdicts.has(verdict), `no key of the fifty is ${verdict}`);
});
