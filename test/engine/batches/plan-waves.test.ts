import assert from "node:assert/strict";
import test from "node:test";
import { type BatchRules, DEFAULT_RULES } from "../../../src/domain/batch.ts";
import { planWaves } from "../../../src/engine/batches/plan-waves.ts";

const cases: readonly {
  readonly title: string;
  readonly classes: string;
  readonly rules: Partial<BatchRules>;
  readonly waves: readonly (readonly number[])[];
}[] = [
  { title: "one member is its own canary", classes: "a", rules: {}, waves: [[0]] },
  {
    title: "the canary has the first of every class",
    classes: "aabac",
    rules: {},
    waves: [
      [0, 2, 4],
      [1, 3],
    ],
  },
  {
    title: "a canary of three is filled up in order",
    classes: "aaaaa",
    rules: { canary: 3 },
    waves: [
      [0, 1, 2],
      [3, 4],
    ],
  },
  {
    title: "later waves have the size that was signed",
    classes: "aaaaaa",
    rules: { wave: 2 },
    waves: [[0], [1, 2], [3, 4], [5]],
  },
  {
    title: "more classes than the canary's size are all in it",
    classes: "abcd",
    rules: { canary: 2 },
    waves: [[0, 1, 2, 3]],
  },
];

for (const { title, classes, rules, waves } of cases)
  test(title, () => {
    const members = [...classes].map((name) => ({ class: name }));
    assert.deepEqual(planWaves(members, { ...DEFAULT_RULES, ...rules }), waves);
    assert.deepEqual(
      waves.flat().toSorted((a, b) => a - b),
      [...members.keys()],
      "each is in one wave",
    );
  });
