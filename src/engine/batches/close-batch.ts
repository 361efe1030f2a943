import {
  BATCH_EVIDENCE_FILE,
  type BatchSeal,
  batchRequestFile,
  receiptFile,
} from "../../domain/batch-files.ts";
import { GATE_NAMES } from "../../domain/gates.ts";
import { headOf } from "../../domain/journal-head.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { EVIDENCE_FILE } from "../../domain/run-files.ts";
import { parseStateFile } from "../../domain/state-file.ts";
import { canonicalJson, sha256Hex } from "../../json/canonical-json.ts";
import { showBatchCard } from "./batch-card.ts";
import { type BatchOutcome, outcomeOfBatch } from "./batch-outcome.ts";
import type { BatchSession } from "./batch-session.ts";
import { copyBatchEvidence } from "./copy-evidence.ts";
import { stopBatch } from "./stop-batch.ts";

/** Closes a batch of which no member can go on any more: seals its requests, receipts and reports, and names the seal of every member. */
export async function closeBatch(session: BatchSession): Promise<BatchOutcome> {
  const { parts, folder, position } = session;
  const files = await readFiles(session);
  if (!files.ok) return stopBatch(session, files.refusal);
  const seal: BatchSeal = {
    schema: "iu-cutter/batch-evidence/1",
    batch_id: position.batch.batchId,
    journal: headOf(folder.entries),
    files: files.value,
    members: await readSeals(session),
  };
  const text = `${canonicalJson(seal)}\n`;
  await folder.writeFile(BATCH_EVIDENCE_FILE.name, text);
  parts.crashPoints.reach("batch:after_seal");
  await session.record({ type: "closed", evidenceSha256: sha256Hex(text) });
  const uncopied = await copyBatchEvidence(session);
  await showBatchCard(session);
  return outcomeOfBatch(session.position, uncopied);
}

async function readFiles({ folder }: BatchSession): Promise<Result<Readonly<Record<string, string>>>> {
  const names = new Set<string>();
  let asked: string | null = null;
  for (const { event } of folder.entries) {
    if (event.type === "report_written") names.add(`kb/${event.name}.md`);
    if (event.type === "gate_requested") {
      names.add(batchRequestFile(event.gate).name);
      asked = event.payloadSha256;
    }
    if (event.type === "round_ended" && asked !== null) names.add(receiptFile(event.gate, asked));
  }
  for (const gate of GATE_NAMES) {
    const request = parseStateFile(
      batchRequestFile(gate),
      await folder.readFile(batchRequestFile(gate).name),
    );
    for (const { name } of request.ok ? request.value.list : []) names.add(`list/${name}`);
  }
  const files: Record<string, string> = {};
  for (const name of names) {
    const content = await folder.readFile(name);
    if (content === null)
      return refused(
        refusal("STOP_STATE_CORRUPT", { field: name, expected: "a readable file", actual: "none" }),
      );
    files[name] = sha256Hex(content);
  }
  return accepted(files);
}

async function readSeals({ parts, position }: BatchSession): Promise<BatchSeal["members"]> {
  const members: BatchSeal["members"][number][] = [];
  for (const { runId, result } of position.members) {
    if (runId === null) continue;
    const run = await parts.sidecar.peekRun(runId);
    const seal = run.ok ? await run.value.readFile(EVIDENCE_FILE.name) : null;
    members.push({ run_id: runId, result, evidence_sha256: seal === null ? null : sha256Hex(seal) });
  }
  return members;
}
