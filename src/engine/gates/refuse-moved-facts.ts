import { type BackupEnvelope, copiesOf } from "../../domain/backup-envelope.ts";
import { scopeSince } from "../../domain/base-facts.ts";
import { adapterOf, type Evidence, evidenceOf, withOtherBackup } from "../../domain/evidence.ts";
import { type Gate, gateRow } from "../../domain/gates.ts";
import { waitingState } from "../../domain/phases.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { kindOf, type Run } from "../../domain/run.ts";
import { BACKUP_FILE } from "../../domain/run-files.ts";
import { readUtc } from "../../domain/text-forms.ts";
import { digestOf } from "../../json/canonical-json.ts";
import { refuseContract } from "../../phases/grant-probe.ts";
import { readRunFile } from "../session/read-run-file.ts";
import type { RunSession } from "../session/run-session.ts";
import { readBase, refuseMovedBase } from "./gate-facts.ts";
import { readBoundFacts } from "./read-gate-files.ts";
import { refuseMovedHead } from "./refuse-moved-head.ts";
import { refuseOtherDatabase } from "./refuse-other-database.ts";

/** Refuses where a fact that the request binds does not hold: the database, the backup before the first write, schema, grants and content. */
export async function refuseMovedFacts(session: RunSession, gate: Gate): Promise<Refusal | null> {
  return (
    (await refuseOtherDatabase(session, gate)) ??
    (await refuseUsed(session, gate)) ??
    withRenewal(await refuseLostBackup(session, gate), session.position.run.runId) ??
    refuseDrift(session, gate)
  );
}

/** Resuming alone would find the same file missing again. */
function withRenewal(found: Refusal | null, runId: string): Refusal | null {
  const isLost = found?.reason === "STOP_BACKUP_UNVERIFIED" || found?.reason === "STOP_BACKUP_STALE";
  if (!isLost || found.wayOut.includes("renew")) return found;
  const wayOut = `Bring back the backup that the request names, then resume; or let phase 4 take a new one and ask people again: cutter orchestrate renew ${runId}`;
  return { ...found, wayOut };
}

/** The journal of a run whose approval was used is older than the database where it does not know of that. */
async function refuseUsed(session: RunSession, gate: Gate): Promise<Refusal | null> {
  const live = await session.live();
  const use = await live.approvalUse(session.position.run.runId, gate);
  if (use === null) return null;
  return refusal("STOP_STATE_BEHIND_DB", {
    field: gate,
    expected: "an approval that was never used",
    actual: `used at ${use.usedUtc}; the journal does not know it`,
  });
}

/** Before the first write the backup must exist, be intact and not be too old; one that is too old is taken again under the same rules. */
async function refuseLostBackup(session: RunSession, gate: Gate): Promise<Refusal | null> {
  if (!gateRow(gate, kindOf(session.position.run)).beforeFirstWrite) return null;
  const { parts, position, folder } = session;
  const evidence = evidenceOf(position.evidence, "pre_write_backup");
  const adapter = adapterOf(evidence);
  if (adapter !== parts.backup.adapter) {
    return refusal("STOP_BACKUP_UNVERIFIED", {
      field: "backup.adapter",
      expected: `${adapter}, as the request says`,
      actual: parts.backup.adapter,
      wayOut: `Set it back, or let phase 4 take a new backup: cutter orchestrate renew ${position.run.runId}.`,
    });
  }
  const ageMinutes = (parts.clock.now().getTime() - readUtc(evidence.takenUtc).getTime()) / 60_000;
  if (ageMinutes <= parts.settings.backupMaxAgeMinutes) {
    const envelope = await readRunFile(folder, BACKUP_FILE);
    if (!envelope.ok) return envelope.refusal;
    if (envelope.value.sha256 !== evidence.backupSha256) {
      return refusal("STOP_BACKUP_UNVERIFIED", {
        field: BACKUP_FILE.name,
        expected: evidence.backupSha256,
        actual: envelope.value.sha256,
      });
    }
    const moved = refuseOtherGround(envelope.value, evidence) ?? refuseOtherCopies(envelope.value, evidence);
    if (moved) return moved;
    const { systemIdentifier } = evidenceOf(position.evidence, "grant_probe");
    const whole = await parts.backup.recheck(envelope.value, {
      runId: backupOwner(position.run),
      systemIdentifier,
    });
    return whole.ok ? null : whole.refusal;
  }
  const taken = await parts.backup.take({
    runId: position.run.runId,
    live: await session.live(),
    folder: parts.settings.backupFolder,
    documents: [position.run.documentId],
    // The request says what the backup rests on: nothing that says less takes its place.
    mayRestOn: evidence.increment?.restsOn.sha256 ?? null,
  });
  if (!taken.ok) return taken.refusal;
  await taken.value.restored[Symbol.asyncDispose]();
  const { envelope } = taken.value;
  await folder.writeFile(BACKUP_FILE.name, `${JSON.stringify(envelope, null, 2)}\n`);
  const renewed = withOtherBackup(evidence, envelope);
  await session.record({ type: "backup_renewed", evidence: renewed });
  return null;
}

/** An increment restores nothing without the full backup that the request names: the envelope may name no other, and not leave it out. */
function refuseOtherGround(
  envelope: BackupEnvelope,
  { increment }: Evidence["pre_write_backup"],
): Refusal | null {
  const found = "increment" in envelope ? envelope.increment : undefined;
  if (digestOf(found ?? null) === digestOf(increment ?? null)) return null;
  return refusal("STOP_BACKUP_UNVERIFIED", {
    field: `${BACKUP_FILE.name}: rests on`,
    expected: increment === undefined ? "nothing: a full backup" : increment.restsOn.sha256,
    actual: found === undefined ? "nothing: a full backup" : found.restsOn.sha256,
  });
}

/** From where it would be fetched back stands in the request. */
function refuseOtherCopies(
  envelope: BackupEnvelope,
  { copies = [] }: Evidence["pre_write_backup"],
): Refusal | null {
  const [expected, actual] = [copies, copiesOf(envelope)].map(digestOf);
  if (expected === actual) return null;
  return refusal("STOP_BACKUP_UNVERIFIED", {
    field: `${BACKUP_FILE.name}: copies`,
    expected: "those of the request",
    actual: "others",
  });
}

/** The members of a batch share a backup, which has the id of the batch. */
function backupOwner({ runId, batch }: Run): string {
  return batch?.batchId ?? runId;
}

/** Compares the live facts with those that the request binds: schema and grants by name, tables by count and digest. */
async function refuseDrift(session: RunSession, gate: Gate): Promise<Refusal | null> {
  const { position, parts } = session;
  const bound = await readBoundFacts(session, gate);
  if (!bound.ok) return bound.refusal;
  const then = bound.value;
  const live = await session.live();
  // Reads the catalogs first: where a grant is missing, the tables can't be read.
  const schemaSha256 = (await live.schemaFacts()).sha256;
  if (schemaSha256 !== then.schemaSha256) {
    const moved = refusal("STOP_DRIFT", {
      field: "schema_sha256",
      expected: then.schemaSha256,
      actual: schemaSha256,
    });
    return refuseContract(await live.contractDifferences()) ?? moved;
  }
  const scope = scopeSince(then.base, parts.settings.driftScope);
  const moved = await refuseMovedHead(session);
  if (moved !== null) return moved;
  const now = await readBase(live, position, scope);
  // What is taken back is taken back whatever has become of it: people were asked about the rows as they are.
  return refuseMovedBase(then, waitingState(gate) === null ? { ...now, chained: null } : now, scope);
}
