import { existsSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../adapters/runner/system-clock.ts";
import type { Environment } from "../config/environment.ts";
import { readSettings, SETTINGS_FILE } from "../config/settings.ts";
import { isBatchId } from "../domain/batch.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { RUN_ID_PATTERN } from "../domain/run.ts";
import { foldBatch } from "../engine/batches/batch-position.ts";
import { foldJournal } from "../engine/session/fold-journal.ts";
import type { Sidecar } from "../ports/sidecar.ts";
import { readLiveDatabase } from "./live-database.ts";
import { openSidecar } from "./open-sidecar.ts";

/**
 * The folder with the evidence of a run or batch: that of its sidecar, or, where the configuration keeps it in the database, one into which it
 * is fetched. Anything else is the name of a folder. A sidecar in a folder needs neither configuration nor database.
 */
export async function evidenceFolder(
  named: string,
  root: string,
  environment: Environment,
): Promise<Result<string>> {
  if (!isBatchId(named) && !RUN_ID_PATTERN.test(named)) return accepted(named);
  const settings = existsSync(join(root, SETTINGS_FILE)) ? await readSettings(root) : null;
  if (settings?.ok === false) return settings;
  if (settings?.value.sidecar !== "postgresql")
    return accepted(join(root, isBatchId(named) ? "batches" : "runs", named));
  const live = readLiveDatabase(environment, null);
  await using sidecar = await openSidecar({ root, settings: settings.value, live, clock: systemClock });
  return await fetchEvidence(sidecar, named, new Set());
}

/** The folder with the evidence of a run or batch, with what belongs to it beside it; what was fetched already is not fetched again. */
export async function fetchEvidence(
  sidecar: Sidecar,
  id: string,
  fetched: Set<string>,
): Promise<Result<string>> {
  const folder = await sidecar.fetchFolder(id);
  if (folder === null)
    return refused(
      isBatchId(id)
        ? refusal("STOP_BATCH_UNKNOWN", { field: "batch_id", actual: id })
        : refusal("STOP_RUN_UNKNOWN", { field: "run_id", actual: id }),
    );
  fetched.add(id);
  for (const beside of await listBeside(sidecar, id)) {
    if (!fetched.has(beside)) await sidecar.fetchFolder(beside);
    fetched.add(beside);
  }
  return accepted(folder);
}

/** What lies beside a run or batch in a sidecar, and is part of its evidence: the members of a batch, the batch of a member. */
async function listBeside(sidecar: Sidecar, id: string): Promise<readonly string[]> {
  if (isBatchId(id)) {
    const batch = await sidecar.peekBatch(id);
    const members = batch.ok ? foldBatch(batch.value.entries).members : [];
    return members.flatMap(({ runId }) => (runId === null ? [] : [runId]));
  }
  const run = await sidecar.peekRun(id);
  const place = run.ok ? foldJournal(run.value.entries).run.batch : undefined;
  return place === undefined ? [] : [place.batchId];
}
