import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { GATE_NAMES, GATES } from "../../src/domain/gates.ts";

const HOURS = Object.fromEntries(GATE_NAMES.map((gate) => [gate, GATES[gate].lifetimeHours]));

function read(page: string): string {
  return readFileSync(join(import.meta.dirname, "../../docs", page), "utf8");
}

test("the sovereign's guide says of every gate how many hours an answer lives", () => {
  const rows = read("sovereign.md").matchAll(/^\| `(SG_\w+)` .*\| (\d+) hours +\|/gm);
  assert.deepEqual(Object.fromEntries([...rows].map(([, gate, hours]) => [gate, Number(hours)])), HOURS);
});

test("the page of formats says of every gate how many hours a statement lives", () => {
  const sentence = /^- The lifetime counts from `signed_utc`: (.*?)\. /m.exec(read("formats.md"))?.[1] ?? "";
  const told = [...sentence.matchAll(/(\d+) h for (SG_\d(?:(?:, | and )SG_\d)*)/g)].flatMap(
    ([, hours, gates = ""]) => (gates.match(/SG_\d/g) ?? []).map((gate) => [gate, Number(hours)]),
  );
  const short = Object.entries(HOURS).map(([gate, hours]) => [gate.slice(0, "SG_1".length), hours]);
  assert.deepEqual(Object.fromEntries(told), Object.fromEntries(short));
});
