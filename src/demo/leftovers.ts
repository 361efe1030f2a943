import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { proveDecryption } from "../adapters/backup/decrypt-proof.ts";
import { createDecryption } from "../adapters/openpgp/decrypt.ts";
import type { GeneratedKey } from "../adapters/openpgp/generate-key.ts";
import { createKnowledgeBase } from "../adapters/postgres/knowledge-base.ts";
import { foldJournal } from "../engine/session/fold-journal.ts";
import type { ScratchFactory } from "../ports/scratch.ts";
import type { RunView } from "../ports/sidecar.ts";
import { readReportSha256 } from "../reports/report.ts";

/** What a run has left behind, read again from its files. */
export interface Leftovers extends ProvedBackup {
  readonly reports: number;
  /** Reports whose content has the sha256 that they name, and that name their predecessor's. */
  readonly chained: number;
  readonly journalEntries: number;
  readonly journalFile: string;
  readonly reportFolder: string;
}

interface ProvedBackup {
  /** True where the backup opened with the recipient's private key, restored, and matched its envelope. */
  readonly backupDecrypts: boolean;
  readonly backupRecipient: string;
  readonly backupFile: string;
}

/** With what a backup is opened and restored. */
export interface BackupProver {
  readonly recipient: GeneratedKey;
  readonly scratch: ScratchFactory;
}

export async function readLeftovers(
  setup: BackupProver & { readonly view: RunView; readonly root: string },
): Promise<Leftovers> {
  const { view } = setup;
  const { reports } = foldJournal(view.entries);
  return {
    ...(await proveBackup(setup, view.folder)),
    reports: reports.length,
    chained: await countChained(
      view.folder,
      reports.map((report) => report.name),
    ),
    journalEntries: view.entries.length,
    journalFile: join(view.folder, "journal.jsonl"),
    reportFolder: join(setup.root, "reports", view.runId),
  };
}

/** Opens the backup that the envelope in the folder of a run names. */
export async function proveBackup(
  { recipient, scratch }: BackupProver,
  folder: string,
): Promise<ProvedBackup> {
  const proved = await proveDecryption({
    decryption: createDecryption({ armoredKey: recipient.privateKey, passphrase: null }),
    scratch,
    openKnowledgeBase: (sql) => createKnowledgeBase(sql),
    envelopeFile: join(folder, "backup.json"),
    backupFile: null,
  });
  return {
    backupDecrypts: proved.ok,
    backupRecipient: proved.ok ? proved.value.recipient : proved.refusal.reason,
    backupFile: proved.ok ? proved.value.file : "",
  };
}

export async function countChained(folder: string, names: readonly string[]): Promise<number> {
  let previous = "0".repeat(64);
  let count = 0;
  for (const name of names) {
    const text = await readFile(join(folder, "kb", `${name}.md`), "utf8");
    const { named, actual } = readReportSha256(text);
    if (named === actual && text.includes(`\nprevious_sha256: ${previous}\n`)) count += 1;
    previous = actual;
  }
  return count;
}
