import type { AuditDifference, AuditReading, AuditRecord } from "../domain/base-audit.ts";
import { refuseFailedChecks } from "../domain/check.ts";
import { effectsOfRun } from "../domain/gates.ts";
import { refuseInterrupted } from "../domain/interruption.ts";
import { type Refusal, RefusalError, refusal } from "../domain/refusal.ts";
import { kindOf } from "../domain/run.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import type { Progress } from "../ports/progress.ts";
import type { Sidecar } from "../ports/sidecar.ts";
import { checkLeft } from "./runs/check-left.ts";
import { foldJournal } from "./session/fold-journal.ts";

export interface BaseAudit {
  readonly record: AuditRecord;
  readonly differences: readonly AuditDifference[];
  /** What they are told as; null where there is none. */
  readonly altered: Refusal | null;
  /** Documents whose chain was founded. */
  readonly founded: readonly string[];
  /** Documents without a chain that are left. */
  readonly unchained: readonly string[];
}

export interface Auditor {
  readonly sidecar: Sidecar;
  readonly progress: Progress;
  readonly openKnowledgeBase: () => Promise<KnowledgeBase>;
  readonly interrupted: AbortSignal;
}

/**
 * Recomputes the base from its rows and holds it against the chains and against what the closed runs of this machine have sealed. Where nothing
 * differs it founds the chains that are missing, if it may, and keeps that the base was found clean.
 */
export async function auditBase(
  { sidecar, progress, openKnowledgeBase, interrupted }: Auditor,
  { founds }: { readonly founds: boolean },
): Promise<BaseAudit> {
  await using live = await openKnowledgeBase();
  const mustGoOn = () => {
    const asked = refuseInterrupted(interrupted);
    if (asked) throw new RefusalError(asked);
  };
  progress.step("every row of the base, against the chains");
  const reading = await live.auditBase((done, of) => {
    mustGoOn();
    if (done % 100 === 0 || done === of) progress.note(`${done} of ${of} documents`);
  });
  const { name, systemIdentifier } = await live.identity();
  const sealed = await compareRuns(sidecar, live, mustGoOn);
  const differences = [...reading.differences, ...sealed.differences];
  const isClean = differences.length === 0;
  const founded = isClean && founds ? await foundChains(live, reading, progress) : [];
  const record: AuditRecord = {
    schema: "iu-cutter/audit/1",
    database: { name, system_identifier: systemIdentifier },
    taken_utc: reading.takenUtc,
    documents: reading.documents,
    rows: reading.rows,
    heads_sha256: reading.headsSha256,
    unchained: reading.unchained.length,
    runs: sealed.runs,
  };
  if (isClean) await sidecar.writeCleanAudit(record);
  return {
    record,
    differences,
    altered: refuseDifferences(differences),
    founded,
    unchained: reading.unchained.filter((document) => !founded.includes(document)),
  };
}

async function foundChains(
  live: KnowledgeBase,
  { unchained }: AuditReading,
  progress: Progress,
): Promise<readonly string[]> {
  const founded: string[] = [];
  for (const document of unchained) {
    if (await live.foundChain(document)) founded.push(document);
    progress.note(`the chain of ${document} is founded: ${founded.length} of ${unchained.length}`);
  }
  return founded;
}

/** Holds what each closed run of this machine has sealed against the database; one of which the database lacks an effect is passed over. */
async function compareRuns(sidecar: Sidecar, live: KnowledgeBase, mustGoOn: () => void) {
  const differences: AuditDifference[] = [];
  let runs = 0;
  for (const { run_id, mode, closeout_sha256 } of (await sidecar.readIndex()).values()) {
    if (mode !== "LIVE" || closeout_sha256 == null) continue;
    mustGoOn();
    const view = await sidecar.peekRun(run_id);
    if (!view.ok) continue;
    const { entries } = view.value;
    const { run, evidence } = foldJournal(entries);
    const effects = effectsOfRun(kindOf(run));
    const receipts = await Promise.all(effects.map((effect) => live.receipt(run_id, effect)));
    if (receipts.includes(null)) continue;
    const left = await checkLeft(entries, live);
    if (!left.ok) continue;
    runs += 1;
    const altered = refuseFailedChecks("STOP_TAMPERED", left.value);
    const document = evidence.source_pin?.source.docPrefix ?? run.documentId;
    if (altered) differences.push({ document, found: describe(run_id, altered) });
  }
  return { runs, differences };
}

function describe(runId: string, { field = "", expected = "", actual = "" }: Refusal): string {
  return `${runId} has sealed another base: ${field}: expected ${expected}, found ${actual}`;
}

function refuseDifferences(differences: readonly AuditDifference[]): Refusal | null {
  if (differences.length === 0) return null;
  const documents = [...new Set(differences.map(({ document }) => document || "no document"))];
  return {
    ...refusal("STOP_TAMPERED", {
      field:
        documents.slice(0, 5).join(", ") + (documents.length > 5 ? ` and ${documents.length - 5} more` : ""),
      expected: "the rows as the runs have left them",
      actual: `${differences.length} differences`,
      details: differences.map(({ document, found }) => `${document || "no document"}: ${found}`),
    }),
    message: "The base is not what its runs have left.",
    wayOut:
      "Find out who changed these rows, restore them from a backup (docs/recovery.md), and begin no run of these documents until `cutter audit` finds nothing.",
  };
}
