import { evidenceOf } from "../../domain/evidence.ts";
import { GATE_NAMES } from "../../domain/gates.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { BACKUP_FILE, PRE_FILE, REHEARSAL_FILE } from "../../domain/run-files.ts";
import { type AnyForm, inAnyForm, type StateFile } from "../../domain/state-file.ts";
import { digestOf, type Json } from "../../json/canonical-json.ts";
import { readReport } from "../session/read-report.ts";
import { readRunFile } from "../session/read-run-file.ts";
import { refuseDamagedGate, refuseOther, type WrittenRun } from "./read-gate-files.ts";
import { refuseDamagedList } from "./read-list.ts";

/**
 * Whether every file that a gate opens on, and that the end seals, is the one that was written. The envelope has no digest in the journal:
 * SG_1 holds it against the backup itself. Where another version of the code has begun the run, its files may have another form; only its
 * drafts are taken back then, for which nothing is read of these files but whether they are as they were.
 */
export async function refuseDamagedFiles(session: WrittenRun): Promise<Refusal | null> {
  const { preSha256, rehearsalSha256, compensationSha256 } = evidenceOf(
    session.position.evidence,
    "pre_write_backup",
  );
  return (
    (await refuseDamaged(session, BACKUP_FILE, () => [])) ??
    (await refuseDamaged(session, PRE_FILE, (pre) => [[preSha256, pre]])) ??
    (await refuseDamagedDocuments(session)) ??
    (await refuseDamaged(session, REHEARSAL_FILE, ({ steps, compensation }) => [
      [rehearsalSha256, steps],
      [compensationSha256, compensation],
    ])) ??
    (await refuseDamagedList(session)) ??
    (await refuseDamagedGates(session)) ??
    refuseDamagedReports(session)
  );
}

async function refuseDamaged(
  session: WrittenRun,
  file: StateFile<object>,
  partsOf: (content: AnyForm) => readonly (readonly [digest: string, part: Json | undefined])[],
): Promise<Refusal | null> {
  const { folder, position, parts } = session;
  const isOwn = position.run.toolSha256 === parts.settings.tool.sha256;
  const formed = isOwn ? await readRunFile(folder, file) : null;
  if (formed?.ok === false) return formed.refusal;
  const read = await readRunFile(folder, inAnyForm(file));
  if (!read.ok) return read.refusal;
  for (const [expected, part] of partsOf(read.value)) {
    const other = refuseOther(file.name, expected, digestOf(part ?? null));
    if (other !== null) return other;
  }
  return null;
}

async function refuseDamagedDocuments({
  folder,
  position,
  parts,
  documents,
}: WrittenRun): Promise<Refusal | null> {
  if (position.run.toolSha256 !== parts.settings.tool.sha256) return null;
  const pre = await readRunFile(folder, PRE_FILE);
  return pre.ok ? documents.refuseDamaged(pre.value.base) : pre.refusal;
}

async function refuseDamagedGates(session: WrittenRun): Promise<Refusal | null> {
  const { requests, adoption } = session.position;
  const leg = adoption?.rebuilt?.leg;
  for (const gate of GATE_NAMES.filter((name) => requests[name] !== undefined || leg?.gate === name)) {
    const damaged = await refuseDamagedGate(session, gate);
    if (damaged !== null) return damaged;
  }
  return null;
}

async function refuseDamagedReports({ folder, position }: WrittenRun): Promise<Refusal | null> {
  for (const report of position.reports) {
    const read = await readReport(folder, report);
    if (!read.ok) return read.refusal;
  }
  return null;
}
