import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type BackupProver, countChained, type Leftovers, proveBackup } from "./leftovers.ts";

/** What a batch has left behind, read again from its files. */
export interface BatchLeftovers extends Omit<Leftovers, "journalEntries"> {
  /** Members whose seal has the sha256 that the seal of the batch names. */
  readonly sealed: number;
}

interface Seal {
  readonly reports: readonly { readonly name: string }[];
  readonly members: readonly { readonly run_id: string; readonly evidence_sha256: string | null }[];
}

export async function readBatchLeftovers(
  setup: BackupProver & {
    readonly root: string;
    readonly batchId: string;
    readonly runIds: readonly string[];
  },
): Promise<BatchLeftovers> {
  const { root, batchId, runIds } = setup;
  const folder = join(root, "batches", batchId);
  const seal = JSON.parse(await readFile(join(folder, "evidence.json"), "utf8")) as Seal;
  let sealed = 0;
  for (const { run_id, evidence_sha256 } of seal.members) {
    const own = await readFile(join(root, "runs", run_id, "evidence.json"));
    if (createHash("sha256").update(own).digest("hex") === evidence_sha256) sealed += 1;
  }
  return {
    ...(await proveBackup(setup, join(root, "runs", runIds[0] ?? ""))),
    sealed,
    reports: seal.reports.length,
    chained: await countChained(
      folder,
      seal.reports.map(({ name }) => name),
    ),
    journalFile: join(folder, "journal.jsonl"),
    reportFolder: join(root, "reports", batchId),
  };
}
