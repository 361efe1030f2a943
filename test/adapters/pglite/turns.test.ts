import assert from "node:assert/strict";
import { test } from "node:test";
import { createTurns } from "../../../src/adapters/pglite/turns.ts";

test("turns are given in the order in which they are asked for", async () => {
  const turns = createTurns(10_000);
  const [a, b] = [Symbol("a"), Symbol("b")];
  const order: string[] = [];
  await turns.take(a);
  const later = [turns.take(b).then(() => order.push("b")), turns.take(a).then(() => order.push("a"))];
  turns.leave(a, false);
  await later[0];
  turns.leave(b, false);
  await later[1];
  assert.deepEqual(order, ["b", "a"]);
});

test("a session with an open transaction goes before all others", async () => {
  const turns = createTurns(10_000);
  const [a, b] = [Symbol("a"), Symbol("b")];
  const order: string[] = [];
  await turns.take(a);
  const other = turns.take(b).then(() => order.push("b"));
  turns.leave(a, true);
  await turns.take(a).then(() => order.push("a"));
  turns.leave(a, false);
  await other;
  assert.deepEqual(order, ["a", "b"]);
});

test("a transaction that nobody continues is not waited for without end", async () => {
  const turns = createTurns(10);
  const [a, b] = [Symbol("a"), Symbol("b")];
  await turns.take(a);
  turns.leave(a, true);
  await assert.rejects(turns.take(b), { code: "55P03" });
  await turns.take(a);
  turns.leave(a, false);
  await turns.take(b);
});
