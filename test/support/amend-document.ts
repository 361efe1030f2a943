import { openSourceRegistry } from "../../src/adapters/postgres/source-registry.ts";
import type { App } from "../../src/compose/app.ts";
import { type SourceOrder, UNSAID } from "../../src/domain/target-criteria.ts";
import { type Intake, registerSource } from "../../src/engine/register-source.ts";
import type { SqlSource } from "../../src/ports/sql.ts";
import { must, type TestSetup } from "./test-setup.ts";

const LIMITS = { maxUnits: 1000, firstRunMaxUnits: 100_000, exclude: [] };

export type VersionWords = Partial<Omit<SourceOrder, "bytes" | "documentId">>;

/** Registers a version of a document as `cutter source register` does. */
export async function registerVersion(
  sql: SqlSource,
  version: { readonly documentId: string; readonly text: string } & VersionWords,
): Promise<Intake> {
  const { text, ...words } = version;
  await using registry = await openSourceRegistry(sql);
  const order: SourceOrder = { ...UNSAID, bytes: Buffer.from(text), ...words };
  return await registerSource(registry, order, LIMITS);
}

/** Cuts the registered version through both gates; returns the run. */
export async function cutAndEnact(setup: TestSetup, app: App, documentId: string): Promise<string> {
  const paused = must(await app.cut({ documentId, mode: "LIVE" }));
  const { runId } = paused;
  const gates = [
    ["SG_1_cut_authz", "awaiting_lifecycle_authorization"],
    ["SG_2_lifecycle_authz", "closeout_reported"],
  ] as const;
  if (paused.state !== "awaiting_cut_authorization") throw new Error(JSON.stringify(paused.refusal));
  for (const [gate, state] of gates) {
    await setup.approve(runId, gate);
    const resumed = must(await app.resume(runId));
    if (resumed.state !== state) throw new Error(`${resumed.state}: ${JSON.stringify(resumed.refusal)}`);
  }
  return runId;
}
