import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import type { Gate } from "../../src/domain/gates.ts";
import { readContents } from "../crash/left-content.ts";
import { lawOf } from "../support/test-setup.ts";
import type { Fleet } from "./fleet.ts";
import type { ActionRun } from "./github-setup.ts";
import { bySignature } from "./github-story.ts";

/** The gates of a cut in order, each with the state that lies behind it. */
export const LEGS: readonly (readonly [gate: Gate, state: string])[] = [
  ["SG_1_cut_authz", "awaiting_lifecycle_authorization"],
  ["SG_2_lifecycle_authz", "closeout_reported"],
];

/** A run that was started, and the prefix of its document. */
export interface Started {
  readonly runId: string;
  readonly prefix: string;
}

/** A document is registered, and a machine starts its run. */
export async function startRun(fleet: Fleet, title: string, prefix: string): Promise<Started> {
  const documentId = await fleet.setup.test.register(lawOf(title), { prefix });
  const asked = await fleet.job({ command: "cut", "document-id": documentId });
  assert.equal(asked.outputs["decision"], "waiting", asked.log);
  return { runId: asked.outputs["run-id"] ?? "", prefix };
}

/** The sovereign signs the newest request and merges it. */
export function approveNewest(fleet: Fleet, runId: string, gate: Gate): Promise<void> {
  return bySignature(fleet.setup, { pull: fleet.setup.github.world.pulls.length, runId, gate });
}

/** A machine goes on with the run, which must succeed. */
export async function goOn(fleet: Fleet, runId: string): Promise<ActionRun> {
  const end = await fleet.job({ command: "resume", "run-id": runId });
  assert.equal(end.exitCode, 0, end.log);
  return end;
}

/** A run whose jobs never meet; each is on a machine of its own all the same. */
export async function tellCalmly(fleet: Fleet, title: string, prefix: string): Promise<Started> {
  const started = await startRun(fleet, title, prefix);
  for (const [gate, state] of LEGS) {
    await approveNewest(fleet, started.runId, gate);
    assert.equal((await goOn(fleet, started.runId)).outputs["state"], state);
  }
  return started;
}

/** Fails unless the run has left what the calm one has, has used each approval once, and has whole evidence, for a machine that has seen neither. */
export async function assertAsCalm(fleet: Fleet, told: Started, calm: Started, why: string): Promise<void> {
  const contents = await readContents(fleet.setup.test, [told, calm]);
  assert.deepEqual(contents.get(told.runId), contents.get(calm.runId), why);
  await using owner = await fleet.setup.test.owner();
  const { rows } = await owner.query<{ gate: string; uses: number }>(
    "select gate, count(*)::int as uses from cutter_governance.approval_use where run_id = $1 group by gate order by gate",
    [told.runId],
  );
  assert.deepEqual(
    rows,
    LEGS.map(([gate]) => ({ gate, uses: 1 })),
    why,
  );
  const verified = await fleet.byHand(["evidence", "verify", told.runId, "--database"]);
  assert.equal(verified.code, 0, `${why}: ${verified.stdout}${verified.stderr}`);
}

/** Fails where a job has written beside its own machine, or has asked GitHub what it does not know. */
export async function assertNothingShared({ setup }: Fleet): Promise<void> {
  assert.deepEqual(await readdir(setup.test.setup.root), ["orchestrator.config.json"]);
  assert.deepEqual(setup.github.violations, []);
}
