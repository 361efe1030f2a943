import { lstat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { MAX_JOURNAL_BYTES, parseJournal } from "../adapters/sidecar/journal-file.ts";
import { readStateFile } from "../adapters/sidecar/read-state-file.ts";
import { isIncrement, isPgDump } from "../domain/backup-envelope.ts";
import type { Check } from "../domain/check.ts";
import { type JournalEntry, runOf } from "../domain/journal.ts";
import { RUN_JOURNAL } from "../domain/journal-order.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { BACKUP_FILE, EVIDENCE_FILE, requestFile } from "../domain/run-files.ts";
import { shownFile, shownFiles } from "../domain/shown-cut.ts";
import { readNamedFile } from "../files/read-named-file.ts";
import { checkEvidence } from "../reports/evidence.ts";
import { checkDocumentLists, type ReadLists } from "./check-document-lists.ts";
import { refuseMissingSeal } from "./refuse-missing-seal.ts";

export interface EvidenceVerdict {
  readonly runId: string;
  readonly checks: readonly Check[];
  /** The journal up to the seal. */
  readonly entries: readonly JournalEntry[];
  /** The backup that the envelope names; the evidence is whole without the file, which `cutter backup prune` may have deleted. */
  readonly backup: { readonly file: string; readonly isThere: boolean } | null;
}

/** Checks the evidence in a run's folder, or in a copy of it anywhere: no network, no database, no configuration. */
export async function verifyEvidence(
  folder: string,
  lists: ReadLists = new Map(),
): Promise<Result<EvidenceVerdict>> {
  const read = (name: string, maxBytes?: number) =>
    readNamedFile(join(folder, name), maxBytes).catch(() => null);
  const parsed = await readStateFile(join(folder, EVIDENCE_FILE.name), EVIDENCE_FILE);
  if (!parsed.ok) return parsed;
  const seal = parsed.value;
  const journalBytes = await read("journal.jsonl", MAX_JOURNAL_BYTES);
  const journal = parseJournal(RUN_JOURNAL, journalBytes ?? new Uint8Array());
  if (seal === null) {
    const hasCloseout = (await read("closeout.sha256")) !== null;
    const left = { journal: journalBytes && journal, hasCloseout };
    return refused(refuseMissingSeal(folder, EVIDENCE_FILE, left));
  }
  if (!journal.ok) return journal;
  const names = new Set(Object.keys(seal.files));
  for (const { event } of journal.value.entries) {
    if (event.type === "report_written") names.add(`kb/${event.name}.md`);
    if (event.type === "gate_requested") names.add(requestFile(event.gate).name);
    if (event.type === "phase_result" && "writerDigest" in event.evidence)
      for (const { name } of shownFiles(event.evidence)) names.add(shownFile(name));
    if (event.type === "rebuilt")
      for (const { name } of shownFiles(event.evidence.cutplan)) names.add(shownFile(name));
  }
  const files = new Map<string, Uint8Array>();
  for (const name of names) {
    const content = await read(name);
    if (content !== null) files.set(name, content);
  }
  const batchId = runOf(journal.value.entries[0]?.event)?.batch?.batchId;
  const place = batchId === undefined ? folder : join(folder, "../../batches", batchId);
  const listed = await checkDocumentLists(place, files, lists);
  const closeoutSha256 = /^[0-9a-f]{64}/.exec(String((await read("closeout.sha256")) ?? ""))?.[0] ?? null;
  const { entries } = journal.value;
  return accepted({
    runId: seal.run_id,
    checks: [...checkEvidence({ seal, entries, files, closeoutSha256 }), ...listed],
    entries: entries.slice(0, seal.journal.entries),
    backup: await findBackup(folder),
  });
}

/** Beside the folder of runs or where the envelope says; null where no envelope names a file. */
async function findBackup(folder: string): Promise<EvidenceVerdict["backup"]> {
  const envelope = await readStateFile(join(folder, BACKUP_FILE.name), BACKUP_FILE);
  if (!envelope.ok || envelope.value === null) return null;
  // A repository is not asked here: `cutter backup list` tells what it has.
  if (!isPgDump(envelope.value)) return null;
  const { file } = envelope.value;
  // An increment restores nothing without its full backup: where that is gone, that is the one to tell of.
  const full = isIncrement(envelope.value) ? envelope.value.increment.restsOn.file : null;
  if (full !== null && !(await isThere(folder, join(dirname(file), full))))
    return { file: full, isThere: false };
  return { file: basename(file), isThere: await isThere(folder, file) };
}

async function isThere(folder: string, file: string): Promise<boolean> {
  const places = [join(folder, "../../backups", basename(file)), file];
  const found = await Promise.all(places.map((path) => lstat(path).catch(() => null)));
  return found.some((each) => each?.isFile());
}
