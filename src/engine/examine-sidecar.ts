import { join } from "node:path";
import { REASONS } from "../domain/reasons.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { ApprovalJudge } from "../ports/approvals.ts";
import type { Clock } from "../ports/clock.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import type { Machine } from "../ports/machine.ts";
import type { Sidecar } from "../ports/sidecar.ts";
import { foldBatch } from "./batches/batch-position.ts";
import { findRolledBack as findRolledBackBatch } from "./batches/batch-status.ts";
import { type Precheck, row } from "./precheck.ts";
import { isOver } from "./runs/index-run.ts";
import { findRolledBack } from "./runs/refuse-rolled-back.ts";
import { foldJournal } from "./session/fold-journal.ts";
import { refuseBehindLedger } from "./session/refuse-behind.ts";
import { refuseForgotten } from "./session/refuse-forgotten.ts";
import { refuseOtherKind } from "./session/refuse-other-kind.ts";

export interface SidecarPatient {
  readonly machine: Machine;
  readonly sidecar: Sidecar;
  readonly folders: readonly string[];
  readonly clock: Clock;
}

/** Rights of the folders, leases, damage, and HOLD. */
export async function examineSidecar({
  machine,
  sidecar,
  folders,
  clock,
}: SidecarPatient): Promise<readonly Precheck[]> {
  const modes = await Promise.all(
    folders.map(async (folder) => {
      const mode = await machine.readMode(join(sidecar.root, folder));
      const safe = mode !== null && (mode & 0o027) === 0;
      return row(
        `folder ${folder}`,
        safe,
        mode === null ? "missing" : `mode ${mode.toString(8)}`,
        `chmod 0750 ${join(sidecar.root, folder)}`,
      );
    }),
  );
  const leases: string[] = [];
  const damaged: string[] = [];
  const over = await sidecar.readIndex();
  const open = (await sidecar.listRuns()).filter((runId) => !over.has(runId));
  for (const runId of open) {
    const view = await sidecar.peekRun(runId);
    if (!view.ok) damaged.push(`${runId}: ${view.refusal.reason}`);
    else if (view.value.lease !== null)
      leases.push(`${runId} ${view.value.lease.gate} until ${view.value.lease.expiresUtc}`);
  }
  const unsafe = await sidecar.findUnsafe();
  const hold = await sidecar.readHold();
  const now = clock.now().toISOString();
  return [
    ...modes,
    row(
      "journals",
      true,
      sidecar.kind === "database"
        ? "in the database: any machine with this configuration goes on with a run"
        : "in the folder: they last as long as this machine, which has to stay",
      "",
    ),
    row(
      "kill switch is off",
      leases.length === 0,
      leases[0] ?? `no lease at ${now}`,
      "A run is at work, or its process died: `cutter orchestrate resume` clears a stale lease.",
    ),
    row(
      "runs under way are readable",
      damaged.length === 0,
      damaged.join("; ") || "all",
      "Restore the run folder from a copy; nothing is made anew.",
    ),
    row(
      "nobody else can change the sidecar",
      unsafe.length === 0,
      unsafe.map(({ field, actual }) => `${field}: ${actual}`).join("; ") || "all folders and files",
      REASONS.STOP_STATE_UNSAFE.wayOut,
    ),
    row(
      "no HOLD in the sidecar",
      hold === null,
      hold === null ? "none" : hold.trim() || "present",
      `When its cause is settled, remove ${join(sidecar.root, "HOLD")}, then resume.`,
    ),
  ];
}

/** A machine whose configuration was forgotten starts and finds nothing of what the others have in the database. */
export async function examineKind(sidecar: Sidecar, live: KnowledgeBase): Promise<Precheck> {
  const isForgotten = (await refuseOtherKind({ sidecar }, live)) !== null;
  return row(
    "no other machine keeps its journals elsewhere",
    !isForgotten,
    isForgotten
      ? "STOP_SIDECAR_MIXED: the database has journals, and the configuration says folder"
      : "none does",
    "Set `sidecar` to `postgresql` in the configuration of this machine, and take its runs over with `cutter sidecar move`.",
  );
}

/** Whether the database still has what the runs that are under way have committed. */
export async function examineLedger(sidecar: Sidecar, live: KnowledgeBase): Promise<Precheck> {
  const lost: string[] = [];
  const over = await sidecar.readIndex();
  for (const runId of (await sidecar.listRuns()).filter((id) => !over.has(id))) {
    const view = await sidecar.peekRun(runId);
    const position = view.ok ? foldJournal(view.value.entries) : null;
    if (position === null || isOver(position)) continue;
    const forgotten = await refuseForgotten(position, async () => live);
    if (forgotten) lost.push(`${runId}: ${forgotten.field}`);
  }
  return row(
    "what runs committed is in the database",
    lost.length === 0,
    lost.join("; ") || "all",
    REASONS.STOP_DB_BEHIND_STATE.wayOut,
  );
}

/** Whether the journals of the runs and batches that are under way are the newest, by the requests in git and by the ledger. */
export async function examineJournals(
  { sidecar, judge }: Pick<SidecarPatient, "sidecar"> & { readonly judge: Pick<ApprovalJudge, "requests"> },
  live: Pick<KnowledgeBase, "ledgerRows">,
): Promise<Precheck> {
  const behind: string[] = [];
  const tell = (id: string, { reason, field }: Refusal) => behind.push(`${id}: ${reason} (${field})`);
  const over = await sidecar.readIndex();
  for (const runId of (await sidecar.listRuns()).filter((id) => !over.has(id))) {
    const view = await sidecar.peekRun(runId);
    if (!view.ok || view.value.isAtWork) continue;
    const { entries } = view.value;
    const position = foldJournal(entries);
    if (isOver(position) || position.run.mode === "DRYRUN") continue;
    const found =
      (await findRolledBack(judge, view.value, position)) ??
      refuseBehindLedger(entries, await live.ledgerRows(runId));
    if (found) tell(runId, found);
  }
  for (const batchId of await sidecar.listBatches()) {
    const view = await sidecar.peekBatch(batchId);
    if (!view.ok || view.value.isAtWork) continue;
    const found = await findRolledBackBatch(judge, view.value, foldBatch(view.value.entries));
    if (found) tell(batchId, found);
  }
  return row(
    "journals know what git and the ledger know",
    behind.length === 0,
    behind.join("; ") || "all",
    REASONS.STOP_STATE_BEHIND_GIT.wayOut,
  );
}
