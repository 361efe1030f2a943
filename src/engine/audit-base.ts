import type {
  AuditDifference,
  AuditReading,
  AuditRecord,
  UncomparedRun,
  WrittenRun,
} from "../domain/base-audit.ts";
import { refuseInterrupted } from "../domain/interruption.ts";
import { describeClaim } from "../domain/ledger-claim.ts";
import type { ReasonCode } from "../domain/reasons.ts";
import { type Refusal, RefusalError, refusal } from "../domain/refusal.ts";
import { countOf } from "../domain/text-forms.ts";
import { refuseContract } from "../phases/grant-probe.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import type { Progress } from "../ports/progress.ts";
import type { Sidecar } from "../ports/sidecar.ts";
import { auditRuns } from "./audit-runs.ts";
import { auditTrees } from "./audit-trees.ts";
import { findUnexplained, type LedgerReaders } from "./find-unexplained.ts";
import { nameRows, nameUnwitnessed } from "./name-audited-rows.ts";
import { refusalOf } from "./runs/stop-run.ts";

export interface BaseAudit {
  readonly record: AuditRecord;
  /** Every difference with its document and as a line of its own, tables and rows before what runs have sealed; of very many the first ones. */
  readonly differences: readonly AuditDifference[];
  /** How many there are. */
  readonly found: number;
  /** What they are told as; null where there is none. */
  readonly altered: Refusal | null;
  /** In what the database differs from what was installed; null where it doesn't, or was not to be asked. */
  readonly unsound: Refusal | null;
  /** Why the ledger could not be held against git; null where it was, or was not to be. */
  readonly unread: Refusal | null;
  /** Runs that could not be held against what they have sealed, and why. */
  readonly uncompared: readonly UncomparedRun[];
  /** What is amiss with the index of runs, which is not what a run is judged by; null where it knows every closed run. */
  readonly index: string | null;
  /** Documents whose chain was founded. */
  readonly founded: readonly string[];
  /** Documents without a chain that are left. */
  readonly unchained: readonly string[];
}

export interface Auditor extends LedgerReaders {
  readonly sidecar: Sidecar;
  readonly progress: Progress;
  readonly interrupted: AbortSignal;
}

export interface AuditOrder {
  /** Whether chains that are missing are founded. */
  readonly founds: boolean;
  /** Whether the ledger is held against git, and the database against what was installed, since nobody does it beside the audit. */
  readonly isAlone: boolean;
}

/**
 * Recomputes the base from its rows and holds it against the chains, against what the closed runs of this sidecar have sealed, and its ledger
 * against git. Where nothing differs it founds the chains that are missing, if it may, and keeps that the base was found clean.
 */
export async function auditBase(auditor: Auditor, order: AuditOrder): Promise<BaseAudit> {
  await using live = await auditor.openKnowledgeBase();
  let unsound: Refusal | null = null;
  if (order.isAlone) {
    auditor.progress.step("the schema, against what was installed");
    unsound = refuseContract(await live.installDifferences());
  }
  try {
    return await auditRows({ ...auditor, live }, { ...order, unsound });
  } catch (fault) {
    // Where tables are gone or are others, their rows can't be read, and that is why.
    const cause = refusalOf(fault);
    if (unsound === null || (cause !== null && !OF_SCHEMA.has(cause.reason))) throw fault;
    const { details = [] } = unsound;
    throw new RefusalError({ ...unsound, details: [`the rows can't be read: ${String(fault)}`, ...details] });
  }
}

const OF_SCHEMA: ReadonlySet<ReasonCode> = new Set(["STOP_DB_SCHEMA_MISSING", "STOP_GRANT_DELTA"]);

async function auditRows(
  auditor: Auditor & { readonly live: KnowledgeBase },
  { founds, isAlone, unsound }: AuditOrder & Pick<BaseAudit, "unsound">,
): Promise<BaseAudit> {
  const { sidecar, progress, live, interrupted } = auditor;
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
  progress.step("what the closed runs have sealed, against the base");
  const sealed = await auditRuns(sidecar, live, { written: reading.runs, mustGoOn });
  const git = isAlone ? await explainLedger(auditor, reading.runs) : { differences: [], unread: null };
  progress.step("what was enacted, against what was approved");
  const trees = await auditTrees(live, auditor.judge, { written: reading.runs, mustGoOn });
  const early = await checkUnchained(live, reading.unchained);
  const rest = [...git.differences, ...sealed.differences, ...(trees.ok ? trees.value : [])];
  const rows = await nameRows(live, [...reading.differences, ...rest], { mustGoOn, progress });
  const known = [...reading.differences, ...early, ...rows, ...rest];
  const pairs = await nameUnwitnessed(live, sealed.unwitnessed, { known, mustGoOn, progress });
  const differences = byDocument([...known, ...pairs]);
  const isClean = differences.length === 0 && unsound === null;
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
  const unread = git.unread ?? (trees.ok ? null : trees.refusal);
  if (isClean && unread === null) await sidecar.writeCleanAudit(record);
  return {
    record,
    differences: differences.slice(0, MOST_LINES),
    found: differences.length,
    altered: refuseDifferences(differences),
    unsound,
    unread,
    uncompared: sealed.uncompared,
    index: describeIndex(await sidecar.refuseIndex(), sealed.unindexed),
    founded,
    unchained: reading.unchained.filter((document) => !founded.includes(document)),
  };
}

/** A run is listed once its evidence is copied, so that one that is not is no difference. */
function describeIndex(damaged: Refusal | null, unindexed: readonly string[]): string | null {
  const what = "The index of runs";
  const lacks =
    unindexed.length === 0 ? "" : ` lacks ${countOf(unindexed.length, "closed run")}, as ${unindexed[0]}`;
  if (damaged !== null)
    return `${what} can't be read (${damaged.reason}: ${damaged.field ?? ""})${lacks && ` and${lacks}`}; the journals tell.`;
  return (lacks && `${what}${lacks}; the journals tell.`) || null;
}

/** Rows of the ledger that no approval in git explains, each with the document of its run. */
async function explainLedger(readers: LedgerReaders, runs: readonly WrittenRun[]) {
  const unexplained = await findUnexplained(readers, null);
  if (!unexplained.ok) return { differences: [], unread: unexplained.refusal };
  const documents = new Map(runs.map(({ runId, document }) => [runId, document]));
  const differences = unexplained.value.map((claim) => ({
    document: documents.get(claim.runId) ?? "",
    found: `no approval in git explains ${describeClaim(claim)}`,
  }));
  return { differences, unread: null };
}

/** Each line once, those of a document together, so that the first lines of very many say everything of some. */
function byDocument(differences: readonly AuditDifference[]): readonly AuditDifference[] {
  const lines = new Map<string, Map<string, AuditDifference>>();
  for (const difference of differences) {
    const own = lines.get(difference.document) ?? new Map<string, AuditDifference>();
    if (!own.has(difference.found)) own.set(difference.found, difference);
    lines.set(difference.document, own);
  }
  return [...lines.values()].flatMap((own) => [...own.values()]);
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

/** Lines that are told of all. */
const MOST_LINES = 200;

/** Documents without a chain are held against their ledger alone. */
async function checkUnchained(
  live: KnowledgeBase,
  documents: readonly string[],
): Promise<readonly AuditDifference[]> {
  const differences: AuditDifference[] = [];
  for (const document of documents) {
    const altered = await live.alteredUnits(document);
    const unaccounted = await live.unaccountedRows(document);
    const found = [...altered, ...unaccounted.map((rows) => `rows that no run has written: ${rows}`)];
    differences.push(...found.map((text) => ({ document, found: text })));
  }
  return differences;
}

function refuseDifferences(differences: readonly AuditDifference[]): Refusal | null {
  if (differences.length === 0) return null;
  const documents = [...new Set(differences.map(({ document }) => document || "no document"))];
  return {
    ...refusal("STOP_TAMPERED", {
      field:
        documents.slice(0, 5).join(", ") + (documents.length > 5 ? ` and ${documents.length - 5} more` : ""),
      expected: "the rows as the runs have left them",
      actual: countOf(differences.length, "difference"),
      details: [
        ...differences
          .slice(0, MOST_LINES)
          .map(({ document, found }) => `${document || "no document"}: ${found}`),
        ...(differences.length > MOST_LINES ? [`and ${differences.length - MOST_LINES} more`] : []),
      ],
    }),
    message: "The base is not what its runs have left.",
    wayOut:
      "Find out who changed these rows, and restore them from a backup (docs/recovery.md); where a restore has lost a closed run, cut its document again. Begin no other run of these documents until `cutter audit` finds nothing.",
  };
}
