import assert from "node:assert/strict";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { App } from "../../src/compose/app.ts";
import type { Gate } from "../../src/domain/gates.ts";
import { lawOf, must, runPath, type TestSetup } from "./test-setup.ts";

export const SG_1 = "SG_1_cut_authz";
export const SG_2 = "SG_2_lifecycle_authz";
export const SG_3 = "SG_3_compensation_authz";
export const NOBODY = { over: null } as const;

/** Everything that the machine has of the run is gone, but for its backups; it is returned what puts it back. */
export async function lose({ setup }: TestSetup, runId: string): Promise<() => Promise<void>> {
  const kept = join(setup.folder, `lost-${runId}`);
  const folder = runPath(setup, runId);
  await cp(folder, kept, { recursive: true });
  await rm(folder, { recursive: true });
  await rm(join(setup.root, "reports", runId), { recursive: true, force: true });
  return async () => {
    await rm(folder, { recursive: true, force: true });
    await cp(kept, folder, { recursive: true });
  };
}

/** Starts a run of a new document, which waits at SG_1. */
export async function startRun(test: TestSetup, app: App, text: string): Promise<string> {
  const { runId, state } = must(await app.cut({ documentId: await test.register(text), mode: "LIVE" }));
  assert.equal(state, "awaiting_cut_authorization");
  return runId;
}

/** The same, approved, and cut off by a kill at the point. */
export async function killedAt(
  test: TestSetup,
  app: App,
  order: { readonly title: string; readonly gate: Gate; readonly point: string },
): Promise<string> {
  const runId = await startRun(test, app, lawOf(order.title));
  if (order.gate === SG_2) {
    await test.approve(runId, SG_1);
    assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
  }
  await test.approve(runId, order.gate);
  const variables = { ...test.variables, CUTTER_CRASH_AT: order.point };
  const { signal, code, stderr } = await test.cutter(["orchestrate", "resume", runId], { variables });
  assert.ok(signal === "SIGKILL" || code !== 0, `${order.point} is not reached: ${code} ${stderr}`);
  return runId;
}

/** A run whose drafts are verified, and which waits at SG_2. */
export async function draftedRun(test: TestSetup, app: App, title: string): Promise<string> {
  const runId = await startRun(test, app, lawOf(title));
  await test.approve(runId, SG_1);
  assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
  return runId;
}
