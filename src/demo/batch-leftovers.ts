import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BATCH_EVIDENCE_FILE, type BatchSeal } from "../domain/batch-files.ts";
import { BATCH_JOURNAL } from "../domain/batch-journal.ts";
import { must } from "../domain/must.ts";
import { parseStateFile } from "../domain/state-file.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import { type BackupProver, countChained, type Leftovers, proveBackup } from "./leftovers.ts";

/** What a batch has left behind, read again from its files. */
export interface BatchLeftovers extends Omit<Leftovers, "journalEntries"> {
  /** Members whose seal has the sha256 that the seal of the batch names. */
  readonly sealed: number;
  /** Files of its own that the seal names, and how many of them have the sha256 that it names. */
  readonly files: number;
  readonly unchanged: number;
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
  const seal = await readSeal(folder);
  const reports = await readReportNames(folder);
  let sealed = 0;
  for (const { run_id, evidence_sha256 } of seal.members) {
    if ((await digestOfFile(join(root, "runs", run_id, "evidence.json"))) === evidence_sha256) sealed += 1;
  }
  return {
    ...(await proveBackup(setup, join(root, "runs", runIds[0] ?? ""))),
    sealed,
    reports: reports.length,
    chained: await countChained(folder, reports),
    unchanged: await countUnchanged(folder, seal),
    files: Object.keys(seal.files).length,
    journalFile: join(folder, "journal.jsonl"),
    reportFolder: join(root, "reports", batchId),
  };
}

async function readSeal(folder: string): Promise<BatchSeal> {
  return must(parseStateFile(BATCH_EVIDENCE_FILE, await readFile(join(folder, BATCH_EVIDENCE_FILE.name))));
}

/** The reports in the order in which the journal says that they were written. */
async function readReportNames(folder: string): Promise<readonly string[]> {
  const lines = (await readFile(join(folder, "journal.jsonl"), "utf8")).trimEnd().split("\n");
  return lines.flatMap((line) => {
    const { event } = BATCH_JOURNAL.entry.parse(JSON.parse(line));
    return event.type === "report_written" ? [event.name] : [];
  });
}

async function countUnchanged(folder: string, { files }: BatchSeal): Promise<number> {
  let count = 0;
  for (const [name, sha256] of Object.entries(files))
    if ((await digestOfFile(join(folder, name))) === sha256) count += 1;
  return count;
}

async function digestOfFile(file: string): Promise<string> {
  return sha256Hex(await readFile(file));
}
