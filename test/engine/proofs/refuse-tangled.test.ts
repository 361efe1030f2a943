import assert from "node:assert/strict";
import test from "node:test";
import { refuseTangled } from "../../../src/engine/proofs/refuse-tangled.ts";

const idOf = (at: number) => at.toString(16).padStart(40, "0");

/** What is said of a history by the numbers of its commits; 0 is the tip. */
function toldOf(joins: Readonly<Record<number, readonly number[]>>): string | undefined {
  const named = Object.entries(joins).map(([at, parents]) => [idOf(Number(at)), parents.map(idOf)] as const);
  return refuseTangled({ tip: idOf(0), joins: Object.fromEntries(named) })?.actual;
}

test("commits that lead to the tip by several ways are no tangle", () => {
  assert.equal(toldOf({ 0: [1, 2], 1: [3, 3], 2: [1, 3], 3: [] }), undefined);
});

test("a circle and a commit that is not there are named, wherever they are", () => {
  assert.equal(toldOf({ 0: [0] }), "a commit that leads to itself");
  assert.equal(toldOf({ 0: [1, 2], 1: [], 2: [3], 3: [2] }), "a commit that leads to itself");
  assert.equal(toldOf({ 0: [1], 1: [] }), undefined);
  assert.equal(toldOf({ 0: [1, 2], 1: [] }), "no join of its own");
  assert.equal(toldOf({}), "no join of its own");
});

test("a commit with a hundred thousand parents, and a line as long, are judged at once", () => {
  const many = Array.from({ length: 100_000 }, (_, at) => at + 1);
  const started = performance.now();
  assert.equal(toldOf({ 0: many, ...Object.fromEntries(many.map((at) => [at, []])) }), undefined);
  assert.equal(
    toldOf(Object.fromEntries([0, ...many].map((at) => [at, at < 100_000 ? [at + 1] : []]))),
    undefined,
  );
  assert.ok(performance.now() - started < 10_000);
});
