import { evidenceOf } from "../../domain/evidence.ts";
import { GATE_NAMES } from "../../domain/gates.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { BACKUP_FILE, PRE_FILE, REHEARSAL_FILE } from "../../domain/run-files.ts";
import type { StateFile } from "../../domain/state-file.ts";
import { digestOf } from "../../json/canonical-json.ts";
import { readReport } from "../session/read-report.ts";
import { readRunFile } from "../session/read-run-file.ts";
import type { RunSession } from "../session/run-session.ts";
import { readBoundFacts, refuseOther } from "./read-gate-files.ts";
import { refuseDamagedList } from "./read-list.ts";

/**
 * Whether every file that a gate opens on, and that the end seals, is the one that was written. The envelope has no digest in the journal:
 * SG_1 holds it against the backup itself.
 */
export async function refuseDamagedFiles(session: RunSession): Promise<Refusal | null> {
  const { preSha256, rehearsalSha256, compensationSha256 } = evidenceOf(
    session.position.evidence,
    "pre_write_backup",
  );
  return (
    (await refuseDamaged(session, BACKUP_FILE, () => [])) ??
    (await refuseDamaged(session, PRE_FILE, (pre) => [[preSha256, digestOf(pre)]])) ??
    (await refuseDamaged(session, REHEARSAL_FILE, ({ steps, compensation }) => [
      [rehearsalSha256, digestOf(steps)],
      [compensationSha256, digestOf(compensation)],
    ])) ??
    (await refuseDamagedList(session)) ??
    (await refuseDamagedGates(session)) ??
    refuseDamagedReports(session)
  );
}

async function refuseDamaged<T>(
  { folder }: RunSession,
  file: StateFile<T>,
  digestsOf: (content: T) => readonly (readonly [expected: string, actual: string])[],
): Promise<Refusal | null> {
  const read = await readRunFile(folder, file);
  if (!read.ok) return read.refusal;
  for (const [expected, actual] of digestsOf(read.value)) {
    const other = refuseOther(file.name, expected, actual);
    if (other !== null) return other;
  }
  return null;
}

async function refuseDamagedGates(session: RunSession): Promise<Refusal | null> {
  for (const gate of GATE_NAMES.filter((name) => session.position.requests[name] !== undefined)) {
    const facts = await readBoundFacts(session, gate);
    if (!facts.ok) return facts.refusal;
  }
  return null;
}

async function refuseDamagedReports({ folder, position }: RunSession): Promise<Refusal | null> {
  for (const report of position.reports) {
    const read = await readReport(folder, report);
    if (!read.ok) return read.refusal;
  }
  return null;
}
