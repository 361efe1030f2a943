import { isPgDump, type PgBackRestEnvelope } from "../domain/backup-envelope.ts";
import type { KeptBackup } from "../domain/kept-backup.ts";
import type { BackupRepository, StoredLabel } from "../ports/backup-repository.ts";
import type { BackupStore } from "../ports/backup-store.ts";
import type { Sidecar } from "../ports/sidecar.ts";
import { readOpenState } from "./list-backups.ts";

/** A backup in the repository of pgBackRest, or one that an open run names and that is not there. */
export interface RepositoryRow extends Pick<KeptBackup, "state" | "takenUtc" | "sizeBytes" | "openRun"> {
  readonly label: string;
  readonly type: StoredLabel["type"];
  readonly runId: string | null;
  readonly envelope: PgBackRestEnvelope | null;
}

/** Every backup of the repository, newest first, held against the envelope of the runs that rest on it. */
export async function listRepository(
  sidecar: Pick<Sidecar, "readIndex" | "peekRun" | "peekBatch" | "listRuns">,
  store: Pick<BackupStore, "readEnvelope">,
  repository: BackupRepository,
): Promise<readonly RepositoryRow[]> {
  const resting = await readResting(sidecar, store, repository.stanza);
  const openState = await readStates(sidecar);
  const stateOf = async (runIds: readonly string[]) => {
    for (const runId of runIds) {
      const state = await openState(runId);
      if (state !== null) return state;
    }
    return null;
  };
  const rows: RepositoryRow[] = [];
  const stored = await repository.list();
  for (const { isWhole, ...found } of stored) {
    const { envelope = null, runIds = [] } = resting.get(found.label) ?? {};
    const isThatOne =
      envelope !== null &&
      isWhole &&
      (await repository.readManifestSha256(found.label)) === envelope.repository.manifestSha256;
    const state = isThatOne ? "sound" : envelope === null && isWhole ? "unproved" : "altered";
    rows.push({ ...found, state, envelope, openRun: await stateOf(runIds) });
  }
  for (const [label, { envelope, runIds }] of resting) {
    const openRun = stored.some((each) => each.label === label) ? null : await stateOf(runIds);
    if (openRun === null) continue;
    const { snapshotUtc: takenUtc, sizeBytes, runId } = envelope;
    const facts = { label, type: envelope.repository.type, runId, takenUtc, sizeBytes, envelope, openRun };
    rows.push({ ...facts, state: "missing" });
  }
  return rows.toSorted((a, b) => b.takenUtc.localeCompare(a.takenUtc) || b.label.localeCompare(a.label));
}

interface Resting {
  readonly envelope: PgBackRestEnvelope;
  /** The members of a batch share one backup. */
  readonly runIds: string[];
}

/** By label, what the envelopes of all runs say of the stanza. */
async function readResting(
  sidecar: Pick<Sidecar, "listRuns">,
  store: Pick<BackupStore, "readEnvelope">,
  stanza: string,
): Promise<ReadonlyMap<string, Resting>> {
  const resting = new Map<string, Resting>();
  for (const runId of await sidecar.listRuns()) {
    const envelope = await store.readEnvelope(runId);
    if (envelope === null || isPgDump(envelope) || envelope.repository.stanza !== stanza) continue;
    const { label } = envelope.repository;
    const known = resting.get(label);
    if (known === undefined) resting.set(label, { envelope, runIds: [runId] });
    else known.runIds.push(runId);
  }
  return resting;
}

/** The state of a run that is neither closed nor voided, else null. */
async function readStates(sidecar: Pick<Sidecar, "readIndex" | "peekRun" | "peekBatch">) {
  const over = await sidecar.readIndex();
  return async (runId: string) => (await readOpenState(sidecar, over, runId))?.state ?? null;
}
