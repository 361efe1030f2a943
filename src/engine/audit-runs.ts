import type { AuditDifference, UncomparedRun, WrittenRun } from "../domain/base-audit.ts";
import { begunUtcOf } from "../domain/run.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import type { Sidecar } from "../ports/sidecar.ts";
import { auditRun } from "./audit-run.ts";

export interface AuditedRuns {
  /** Closed runs of which everything that was sealed was compared. */
  readonly runs: number;
  readonly differences: readonly AuditDifference[];
  readonly uncompared: readonly UncomparedRun[];
  /** Documents of which the base has something by a run of which nothing that was sealed was compared. */
  readonly unwitnessed: ReadonlySet<string>;
  /** Closed runs that the index does not know. */
  readonly unindexed: readonly string[];
}

/**
 * Holds what each closed run of this sidecar has sealed against the database, and names each run that could not be compared: one that is still
 * open, one of another machine, one whose journal does not say enough. Whether a run is closed is told by its journal; the index of runs is one
 * more witness, and may be lost.
 */
export async function auditRuns(
  sidecar: Sidecar,
  live: KnowledgeBase,
  { written, mustGoOn }: { readonly written: readonly WrittenRun[]; readonly mustGoOn: () => void },
): Promise<AuditedRuns> {
  const differences: AuditDifference[] = [];
  const uncompared: UncomparedRun[] = [];
  const unindexed: string[] = [];
  const unwitnessed = new Set<string>();
  const lost: { readonly runId: string; readonly document: string; readonly closedUtc: string }[] = [];
  /** Of each document, the newest run that was compared and holds. */
  const sound = new Map<string, string>();
  let runs = 0;
  const index = await sidecar.readIndex();
  const own = new Set([...(await sidecar.listRuns()), ...index.keys()]);
  const wrote = new Map(written.map((run) => [run.runId, run]));
  for (const runId of [...own].sort()) {
    mustGoOn();
    const found = await auditRun(sidecar, live, { runId, row: index.get(runId), written: wrote.get(runId) });
    const { document, closed } = found;
    differences.push(...found.differences);
    uncompared.push(...found.uncompared);
    if (found.isUnwitnessed) unwitnessed.add(document);
    if (closed === null) continue;
    if (!index.has(runId)) unindexed.push(runId);
    if (closed.isLost) {
      lost.push({ runId, document, closedUtc: closed.utc });
      continue;
    }
    if (found.differences.length === 0) sound.set(document, runId);
    runs += 1;
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
  const since = await sidecar.hasAllSince();
  for (const run of written.filter(({ runId }) => !own.has(runId))) {
    unwitnessed.add(run.document);
    const isMissing = since !== null && begunUtcOf(run.runId) >= since;
    if (isMissing) differences.push(missing(run, since));
    else if (run.isEnacted) uncompared.push(foreign(run, since));
  }
  unwitnessed.delete("");
  return { runs, differences, uncompared, unwitnessed, unindexed };
}

/** Where the journals are in the database, no machine has any of its own. */
function missing({ runId, document }: WrittenRun, since: string): AuditDifference {
  const found = `the journal of ${runId} is gone: the database has those of all runs since ${since}`;
  return { document, found };
}

function foreign({ runId, document }: WrittenRun, since: string | null): UncomparedRun {
  const why = `it is of ${document || "no document"}, and no journal of it is here, so that ledger and git alone speak for it`;
  return { runId, why: since === null ? why : `${why}; the database has those of all runs since ${since}` };
}
