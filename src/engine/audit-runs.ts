import type { AuditDifference, UncomparedRun, WrittenRun } from "../domain/base-audit.ts";
import type { Check } from "../domain/check.ts";
import { effectsOfRun } from "../domain/gates.ts";
import type { IndexedRun } from "../domain/indexed-run.ts";
import { kindOf } from "../domain/run.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import type { RunView, Sidecar } from "../ports/sidecar.ts";
import { checkLeft } from "./runs/check-left.ts";
import { foldJournal } from "./session/fold-journal.ts";
import { refuseBehindLedger } from "./session/refuse-behind.ts";

export interface AuditedRuns {
  /** Closed runs of which everything that was sealed was compared. */
  readonly runs: number;
  readonly differences: readonly AuditDifference[];
  readonly uncompared: readonly UncomparedRun[];
}

/** A closed run of which the base has nothing at all. */
interface LostRun {
  readonly runId: string;
  readonly document: string;
  readonly closedUtc: string;
}

/**
 * Holds what each closed run of this sidecar has sealed against the database, and names each run that could not be compared: one that is still
 * open, one of another machine, one whose journal does not say enough. What the ledger says of a run that is open has to be in its journal.
 */
export async function auditRuns(
  sidecar: Sidecar,
  live: KnowledgeBase,
  { written, mustGoOn }: { readonly written: readonly WrittenRun[]; readonly mustGoOn: () => void },
): Promise<AuditedRuns> {
  const differences: AuditDifference[] = [];
  const uncompared: UncomparedRun[] = [];
  const lost: LostRun[] = [];
  /** Of each document, the newest run that was compared and holds. */
  const sound = new Map<string, string>();
  let runs = 0;
  const index = await sidecar.readIndex();
  const own = new Set([...(await sidecar.listRuns()), ...index.keys()]);
  const wrote = new Map(written.map((run) => [run.runId, run]));
  for (const runId of [...own].sort()) {
    mustGoOn();
    const row = index.get(runId);
    const isClosed = row !== undefined && row.mode === "LIVE" && row.closeout_sha256 != null;
    if (!isClosed) {
      const found = await lookAtOpen(sidecar, live, { runId, row, written: wrote.get(runId) });
      differences.push(...found.differences);
      uncompared.push(...found.uncompared);
      continue;
    }
    const view = await sidecar.peekRun(runId);
    if (!view.ok) {
      const { reason } = view.refusal;
      differences.push({ document: "", found: `the evidence of ${runId} can't be read: ${reason}` });
      continue;
    }
    const found = await lookAtClosed(view.value, live, row);
    if ("closedUtc" in found) lost.push(found);
    else {
      differences.push(...found.differences);
      uncompared.push(...found.uncompared);
      if (found.differences.length === 0) sound.set(found.document, runId);
      runs += 1;
    }
  }
  for (const { runId, document, closedUtc } of lost) {
    const later = sound.get(document);
    if (later !== undefined && later > runId)
      uncompared.push({
        runId,
        why: `the base lacks it, and ${later} has cut ${document} since: what a restore has lost`,
      });
    else
      differences.push({
        document,
        found: `the base lacks ${runId}, which was closed here at ${closedUtc}: no receipt of it is there`,
      });
  }
  for (const { runId, document, isEnacted } of written)
    if (!own.has(runId) && isEnacted)
      uncompared.push({ runId, why: `it is of ${document || "no document"}, and no journal of it is here` });
  return { runs, differences, uncompared };
}

type Found = Pick<AuditedRuns, "differences" | "uncompared">;

async function lookAtClosed(
  { runId, entries }: RunView,
  live: KnowledgeBase,
  { closeout_sha256, closed_utc }: IndexedRun,
): Promise<(Found & { readonly document: string }) | LostRun> {
  const { run, evidence, ending } = foldJournal(entries);
  const document = evidence.source_pin?.source.docPrefix ?? run.documentId;
  if (entries[0]?.event.type === "adopted" && ending?.kind !== "closed") {
    const why =
      "a restore had lost what it closed, and it was adopted since, so that its journal begins anew";
    return { document, differences: [], uncompared: [{ runId, why }] };
  }
  if (ending?.kind !== "closed" || ending.closeoutSha256 !== closeout_sha256) {
    const found = `${runId} is closed by the index of runs, and its journal does not say so`;
    return { document, differences: [{ document, found }], uncompared: [] };
  }
  const effects = effectsOfRun(kindOf(run));
  const receipts = await Promise.all(effects.map((effect) => live.receipt(runId, effect)));
  if (receipts.every((receipt) => receipt === null)) return { runId, document, closedUtc: closed_utc };
  const left = await checkLeft(entries, live);
  if (!left.ok) {
    const why = `${left.refusal.reason}: ${left.refusal.actual ?? ""}`;
    return { document, differences: [], uncompared: [{ runId, why }] };
  }
  const failed = left.value.filter(({ passed }) => !passed);
  return {
    document,
    differences: failed.length === 0 ? [] : [{ document, ...describe(runId, failed) }],
    uncompared:
      evidence.closeout?.document === undefined
        ? [{ runId, why: "an earlier release closed it, and did not seal the rows of the document" }]
        : [],
  };
}

/** A run that is not closed has sealed nothing; what it has in the ledger is in its journal, or is not of it. */
async function lookAtOpen(
  sidecar: Sidecar,
  live: KnowledgeBase,
  {
    runId,
    row,
    written,
  }: {
    readonly runId: string;
    readonly row: IndexedRun | undefined;
    readonly written: WrittenRun | undefined;
  },
): Promise<Found> {
  if (written === undefined || row?.mode === "DRYRUN") return { differences: [], uncompared: [] };
  const { document } = written;
  const view = await sidecar.peekRun(runId);
  if (!view.ok) {
    const { reason } = view.refusal;
    return {
      differences: [{ document, found: `the journal of ${runId} can't be read: ${reason}` }],
      uncompared: [],
    };
  }
  const { entries, isAtWork } = view.value;
  const { state, ending } = foldJournal(entries);
  const ahead = isAtWork ? null : refuseBehindLedger(entries, await live.ledgerRows(runId));
  const how = isAtWork ? "it is at work" : `it is not closed: ${ending?.kind ?? state}`;
  return {
    differences:
      ahead === null
        ? []
        : [{ document, found: `${runId}: ${ahead.field} is in the ledger and not in its journal` }],
    uncompared: [{ runId, why: `${how}, so that it has sealed nothing` }],
  };
}

/** One line a run: the first of what differs as it is, the others by name. */
function describe(runId: string, failed: readonly Check[]): Pick<AuditDifference, "found" | "tables"> {
  const [first, ...rest] = failed;
  const others = rest.length === 0 ? "" : `; and ${rest.map(({ name: other }) => other).join(", ")}`;
  const { name = "", expected = "", actual = "" } = first ?? {};
  return {
    found: `${runId} has sealed another base: ${name}: expected ${expected}, found ${actual}${others}`,
    tables: failed.flatMap(tablesOf),
  };
}

/** The tables of which the check has compared the rows. */
function tablesOf({ name, actual }: Check): readonly string[] {
  const [, table] = /^(?:rows|content) of (\w+\.\w+)$/.exec(name) ?? [];
  if (table !== undefined) return [table];
  return name === "rows of the document that no run has written"
    ? actual.split("; ").flatMap((each) => each.split(":")[0] ?? [])
    : [];
}
