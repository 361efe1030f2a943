import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { makeTempFolder } from "../support/temp-folder.ts";
import { buildToyHouse } from "../support/toy-gate/toy-house.ts";

/** A gate and a phase that are added to the tables alone, in a copy of the product, and a real run through them. */
const folder = await makeTempFolder();
after(() => folder[Symbol.asyncDispose]());
const house = join(folder.path, "house");
await buildToyHouse(house);
const told = join(folder.path, "told.json");
await promisify(execFile)(
  process.execPath,
  ["--import", "tsx", join(house, "test/support/toy-gate/story.ts"), told],
  { cwd: house },
);
const { steps, phases, states, rehearsed, readme } = JSON.parse(await readFile(told, "utf8")) as {
  readonly steps: readonly { readonly did: string; readonly state: string; readonly waits: string | null }[];
  readonly phases: readonly string[];
  readonly states: readonly string[];
  readonly rehearsed: readonly string[];
  readonly readme: string;
};

test("a gate that is added to the table is asked for, and its phase runs behind its approval alone", () => {
  assert.deepEqual(steps, [
    { did: "approved SG_1", state: "awaiting_lifecycle_authorization", waits: "SG_2_lifecycle_authz" },
    { did: "renewed", state: "awaiting_lifecycle_authorization", waits: "SG_2_lifecycle_authz" },
    { did: "approved SG_2", state: "awaiting_toy_authorization", waits: "SG_4_toy_authz" },
    { did: "approved nothing", state: "awaiting_toy_authorization", waits: "SG_4_toy_authz" },
    { did: "approved SG_4", state: "closeout_reported", waits: null },
  ]);
});

test("a phase that is added right before a gate runs once, also when the gate's request is renewed", () => {
  assert.deepEqual(phases, [
    "source_pin",
    "mark",
    "cutplan",
    "pre_write_backup",
    "grant_probe",
    "cut_leg_a",
    "structural_verify",
    "leg_b_record",
    "write_verify",
    "toy_check",
    "lifecycle_enact",
    "closeout",
  ]);
});

test("the new phase is rehearsed on the restored copy, in its place", () => {
  const at = rehearsed.indexOf("toy_check");
  assert.deepEqual(rehearsed.slice(at - 1, at + 2), ["write_verify", "toy_check", "lifecycle_enact"]);
});

test("the states of the new gate and the new phase stand in their places", () => {
  assert.deepEqual(states.slice(states.indexOf("write_verified")), [
    "write_verified",
    "toy_checked",
    "awaiting_lifecycle_authorization",
    "lifecycle_enacted",
    "awaiting_toy_authorization",
    "closeout_reported",
  ]);
});

test("README's picture and table show the new gate and the new phase", () => {
  assert.match(readme, /p9 --> p10\n.* p10 --> SG_2_lifecycle_authz\{\{/);
  assert.match(readme, /p11 --> SG_4_toy_authz\{\{"SG_4_toy_authz<br>a person signs"\}\} --> p12/);
  assert.match(readme, /\| 10 \| `toy_check` \| {2}\| nothing \|/);
  assert.match(readme, /\| 12 \| `closeout` \| SG_4_toy_authz, 7 h \|/);
});
