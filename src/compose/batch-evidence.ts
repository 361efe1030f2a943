import { join } from "node:path";
import { systemClock } from "../adapters/runner/system-clock.ts";
import { MAX_JOURNAL_BYTES, parseJournal } from "../adapters/sidecar/journal-file.ts";
import { readStateFile } from "../adapters/sidecar/read-state-file.ts";
import { BATCH_EVIDENCE_FILE, type BatchSeal } from "../domain/batch-files.ts";
import { BATCH_JOURNAL, type BatchEntry } from "../domain/batch-journal.ts";
import { type Check, check } from "../domain/check.ts";
import { readAsked } from "../domain/journal-head.ts";
import type { Refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { EVIDENCE_FILE } from "../domain/run-files.ts";
import { Pace } from "../engine/batches/pace.ts";
import { readNamedFile } from "../files/read-named-file.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import type { Progress } from "../ports/progress.ts";
import { checkHead } from "../reports/evidence.ts";
import { readReportHead, readReportSha256 } from "../reports/report.ts";
import type { ReadLists } from "./check-document-lists.ts";
import { type EvidenceVerdict, verifyEvidence } from "./evidence.ts";
import { refuseMissingSeal } from "./refuse-missing-seal.ts";

export interface BatchEvidenceVerdict {
  readonly batchId: string;
  readonly checks: readonly Check[];
  /** How many members were closed. */
  readonly closed: number;
}

export interface BatchEvidenceOrder {
  readonly folder: string;
  readonly progress: Progress;
  /** Given each member that was closed, one after the other: their journals are not held together. A refusal ends the work. */
  readonly onClosed?: (member: EvidenceVerdict) => Promise<Refusal | null>;
}

/**
 * Checks the evidence of a closed batch and of each of its members, whose folders lie beside it as in a sidecar: no network, no database, no
 * configuration.
 */
export async function verifyBatchEvidence(order: BatchEvidenceOrder): Promise<Result<BatchEvidenceVerdict>> {
  const { folder, progress, onClosed } = order;
  const read = (name: string, maxBytes?: number) =>
    readNamedFile(join(folder, name), maxBytes).catch(() => null);
  const parsed = await readStateFile(join(folder, BATCH_EVIDENCE_FILE.name), BATCH_EVIDENCE_FILE);
  if (!parsed.ok) return parsed;
  const seal = parsed.value;
  const journalBytes = await read("journal.jsonl", MAX_JOURNAL_BYTES);
  const journal = parseJournal(BATCH_JOURNAL, journalBytes ?? new Uint8Array());
  if (seal === null) {
    const left = { journal: journalBytes && journal, hasCloseout: false };
    return refused(refuseMissingSeal(folder, BATCH_EVIDENCE_FILE, left));
  }
  if (!journal.ok) return journal;
  const { entries } = journal.value;
  const closed = entries.findLast(({ event }) => event.type === "closed")?.event;
  const sealText = (await read(BATCH_EVIDENCE_FILE.name)) ?? new Uint8Array();
  const checks = [
    check("batch of the seal", BATCH_JOURNAL.ownerOf(firstOf(entries)) ?? "missing", seal.batch_id),
    check("journal at the seal", seal.journal.hash, entries[seal.journal.entries - 1]?.hash ?? "missing"),
    check("seal", closed?.type === "closed" ? closed.evidenceSha256 : "not closed", sha256Hex(sealText)),
    ...(await checkFiles(seal, entries, read)),
  ];
  let count = 0;
  const pace = new Pace({ clock: systemClock, progress }, "evidence", seal.members.length);
  const lists: ReadLists = new Map();
  for (const { run_id, result, evidence_sha256 } of seal.members) {
    pace.count();
    if (evidence_sha256 === null) {
      checks.push(check(`${run_id} has no seal`, true, result !== "closed"));
      continue;
    }
    const own = join(folder, "../../runs", run_id);
    const sealed = await readNamedFile(join(own, EVIDENCE_FILE.name)).catch(() => null);
    checks.push(check(`seal of ${run_id}`, evidence_sha256, sealed === null ? "missing" : sha256Hex(sealed)));
    const verdict = await verifyEvidence(own, lists);
    if (!verdict.ok) {
      checks.push(check(`evidence of ${run_id}`, "whole", verdict.refusal.actual ?? verdict.refusal.reason));
      continue;
    }
    const failed = verdict.value.checks.filter(({ passed }) => !passed);
    checks.push(check(`evidence of ${run_id}`, "whole", failed[0]?.name ?? "whole"));
    count += 1;
    const ended = (await onClosed?.(verdict.value)) ?? null;
    if (ended) return refused(ended);
  }
  return accepted({ batchId: seal.batch_id, checks, closed: count });
}

/** Whether the folder holds a seal that says that it is a batch's. */
export async function isBatchFolder(folder: string): Promise<boolean> {
  const seal = await readNamedFile(join(folder, BATCH_EVIDENCE_FILE.name)).catch(() => null);
  return seal?.includes('"iu-cutter/batch-evidence/1"') === true;
}

/** Every file that the seal names, and every report that the journal names, with its own digest. */
async function checkFiles(
  seal: BatchSeal,
  entries: readonly BatchEntry[],
  read: (name: string) => Promise<Uint8Array | null>,
): Promise<readonly Check[]> {
  const rows: Check[] = [];
  for (const [name, sha256] of Object.entries(seal.files)) {
    const content = await read(name);
    rows.push(check(name, sha256, content === null ? "missing" : sha256Hex(content)));
    const asked = content === null || !name.startsWith("requests/") ? null : readAsked(content);
    rows.push(...checkHead(entries, name, asked?.journal ?? null));
  }
  let previous = "0".repeat(64);
  for (const { event } of entries) {
    if (event.type !== "report_written") continue;
    const text = Buffer.from((await read(`kb/${event.name}.md`)) ?? []).toString("utf8");
    const { named, actual } = readReportSha256(text);
    rows.push(
      check(`${event.name} names its own sha256`, event.sha256, named === actual ? actual : `names ${named}`),
    );
    rows.push(
      check(`${event.name} names its predecessor`, true, text.includes(`\nprevious_sha256: ${previous}\n`)),
    );
    rows.push(...checkHead(entries, event.name, readReportHead(text)));
    previous = event.sha256;
  }
  return rows;
}

function firstOf(entries: readonly BatchEntry[]): BatchEntry["event"] {
  const [first] = entries;
  if (first === undefined) throw new Error("a journal has at least one entry");
  return first.event;
}
