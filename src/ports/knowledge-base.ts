import type { AsOf } from "../domain/amendment.ts";
import type { AuditReading } from "../domain/base-audit.ts";
import type { BaseFacts, DriftScope } from "../domain/base-facts.ts";
import type { DaysPlan } from "../domain/days-plan.ts";
import type { DocumentHead } from "../domain/document-head.ts";
import type { Effect, RowChange } from "../domain/expected-change.ts";
import type { Gate } from "../domain/gates.ts";
import type { LedgerClaim } from "../domain/ledger-claim.ts";
import type { ApprovalToConsume } from "../domain/open-gate.ts";
import type {
  CutPlan,
  PlanBase,
  PlannedUnit,
  PlanOutline,
  SourceVersion,
  StoredVersion,
  Vocabulary,
} from "../domain/plan.ts";
import type { ProbeFacts } from "../domain/probe-facts.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { Result } from "../domain/result.ts";
import type { TableFact } from "../domain/tables.ts";
import type { UnitTree } from "../domain/unit-leaf.ts";
import type { UnitStatus } from "../domain/unit-status.ts";
import type { DaysOfEffect } from "./days-of-effect.ts";
import type { LedgerRows } from "./ledger-rows.ts";
import type { RunLedgers } from "./run-ledger.ts";
import type { ContractDifference, SchemaFacts } from "./schema-facts.ts";
import type { OpenPart, OpenSnapshot } from "./snapshots.ts";

/** The governed knowledge base as the phases see it. A lost connection throws `ConnectionLost`; any other fault throws its cause. */
export interface KnowledgeBase extends AsyncDisposable, DaysOfEffect, LedgerRows, RunLedgers {
  readonly engine: "postgresql" | "pglite";

  identity(): Promise<DatabaseIdentity>;
  /** The clock of the server, in UTC. */
  now(): Promise<string>;
  /** Opens a session of the lane that writes, and ends it. */
  openWritingLane(): Promise<void>;
  /** Size of the whole database on its disk. */
  sizeBytes(): Promise<number>;
  /** The registered document with its latest version, or with the one of this id; null where there is none. */
  findDocument(documentId: string, versionId?: string): Promise<SourceVersion | null>;
  /** What is stored under the id of a source version, or null; the caller compares it with the pin. */
  readSource(versionId: string): Promise<StoredSource | null>;
  vocabulary(): Promise<Vocabulary>;
  /** What stands of a document; null where it was never cut. */
  documentBase(documentId: string): Promise<PlanBase | null>;
  /** The units as a change set that was enacted has left them. */
  documentHead(changeSetId: string): Promise<DocumentHead>;
  /** The text of a document on days, as it is known now. */
  asOf(documentId: string, days: readonly string[]): Promise<readonly AsOf[]>;
  /** The texts of versions, by their ids. */
  bodies(versionIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The registered statement of lineage of a source version, or null. */
  lineageText(versionId: string): Promise<string | null>;
  /** Each unit to which `fn_iu_create_plan` says something else than `plan_ok`. */
  planUnits(plan: CutPlan, source: Uint8Array): Promise<readonly UnitStatus[]>;

  /** Counts and digests of every governed table in one snapshot, which stays open for `pg_dump --snapshot` until disposed. */
  openSnapshot(): Promise<OpenSnapshot>;
  /** One snapshot of which an increment is taken; not on PGlite, which has one session. */
  openPart(): Promise<OpenPart>;
  /** Of each document, the digest that the newest entry of its chain would have of the rows as they are; nothing of one without rows. */
  digestDocuments(documents: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The base in one snapshot, seen from one document, the others as the scope says. */
  baseFacts(docPrefix: string, scope: DriftScope): Promise<BaseFacts>;
  /** Rows whose text is not the one that hash or ledger names, as `address: what is wrong`, at most ten. */
  alteredUnits(docPrefix: string): Promise<readonly string[]>;
  /** Tables with rows of the document that no receipt of any run accounts for, as `table: how many`. */
  unaccountedRows(docPrefix: string): Promise<readonly string[]>;
  /** The rows of the document as they were when the run wrote last; the vocabularies are not among them. */
  rowsLeftBy(runId: string, docPrefix: string): Promise<BaseFacts["document"]>;
  /** The tree over what a run has enacted, or over the days that it has set, from the rows as they are now. */
  writtenTree(runId: string): Promise<UnitTree>;
  /**
   * Names rows of the document that are not as its runs have left them, as far as the ledger, the receipts and the transactions can; of the
   * tables that differ.
   */
  nameRows(docPrefix: string, tables: ReadonlySet<string>): Promise<readonly string[]>;
  /** The whole base recomputed from its rows, against the chains. */
  auditBase(onDocument: (done: number, of: number) => void): Promise<AuditReading>;
  /** Founds the chain of an earlier release's document; false where a run is at work on it. */
  foundChain(docPrefix: string): Promise<boolean>;
  /** Tables, triggers, functions, roles and the complete privilege matrix of the lanes, in a fixed order. */
  schemaFacts(): Promise<SchemaFacts>;
  /** Every difference from the reference schema and the expected grants; empty if there is none. */
  contractDifferences(): Promise<readonly ContractDifference[]>;
  /** Every difference from a fresh installation: these, the migrations that were applied, and the states of the lifecycle. */
  installDifferences(): Promise<readonly ContractDifference[]>;

  /** The ledger's receipt of an effect, or null; it alone decides whether the effect happened. */
  receipt(runId: string, effect: string): Promise<PhaseReceipt | null>;
  approvalUse(runId: string, gate: Gate): Promise<ApprovalUse | null>;
  /** Whether journals of runs that are not over are kept in the database. */
  keepsJournals(): Promise<boolean>;
  /** The highest number that was taken for a run or batch; 0 where nobody has taken it over. */
  readFence(id: string): Promise<number>;
  /** Takes a number, so that whoever has a lower one writes no more; false where it is not the next one. */
  takeFence(id: string, number: number): Promise<boolean>;
  /** Every row of the ledger that stands on an approval, each run, gate, request and approval of a table once. */
  claims(): Promise<readonly LedgerClaim[]>;

  /** In the lane that verifies: permits one effect of an approval that was judged, for fifteen minutes. Returns the permit's id. */
  permit(order: PermitOrder): Promise<string>;
  /** Phase 6: consumes SG_1 and creates every unit through `fn_iu_create`, in one transaction. */
  cutLegA(command: WriteCommand): Promise<Result<PhaseReceipt>>;
  /** Phase 7, on a fresh `cutter_verify` session: facts about what was written. */
  probe(plan: CutPlan): Promise<ProbeFacts>;
  /** Phase 8: 2N+6 ledger rows, in one transaction. */
  recordLegB(command: WriteCommand): Promise<Result<PhaseReceipt>>;
  /** Phase 9, in the `cutter_verify` lane: reads the live facts again, records verify_result and its signature. */
  recordVerification(command: WriteCommand, facts: ProbeFacts): Promise<Result<PhaseReceipt>>;
  /** Phase 10: consumes SG_2, records the review decision, enacts every unit. Irreversible. */
  enact(command: WriteCommand & { readonly reviewDecisionId: string }): Promise<Result<PhaseReceipt>>;
  /** Withdraws the drafts that this run wrote and records the compensating decision. Idempotent. */
  compensate(order: WriteOrder): Promise<Result<PhaseReceipt>>;
  /** What this run has committed of the document, for the planner of docs/system.md section 8. */
  committedBy(runId: string, docPrefix: string): Promise<CommittedFacts>;
}

/** A stored source version with its bytes, whose sha256 the reader takes. */
export interface StoredSource extends Omit<StoredVersion, "sha256"> {
  readonly bytes: Uint8Array;
}

export interface DatabaseIdentity {
  readonly name: string;
  /** `pg_control_system().system_identifier`, decimal text. */
  readonly systemIdentifier: string;
  readonly serverVersion: string;
  readonly inRecovery: boolean;
}

/** Asked at the start of every write and immediately before COMMIT, with the database's clock; null: the write may go on. */
export type StillAllowed = (databaseNow: Date) => Promise<Refusal | null>;

/** What every write carries: of which document, who allowed it, and what must hold before COMMIT. */
export interface WriteOrder {
  readonly runId: string;
  /** The number under which this process holds the run; the highest that was taken, or nothing is written. */
  readonly fence: number;
  readonly plan: PlanOutline;
  /** sha256 of the request that was approved; stored in the receipt and in approval_use. */
  readonly payloadSha256: string;
  /** The approval that this effect consumes, with its permit, or null if an earlier effect of the same run consumed the gate. */
  readonly approval: PermittedApproval | null;
  readonly toolRevision: string;
  /** Change of the row count of every table, enforced inside the transaction. */
  readonly expectedChange: RowChange;
  /** What the base has to be when the effect is done: the facts, and the change since; judged inside the transaction. */
  readonly base: {
    readonly facts: BaseFacts;
    /** The effects of the run that the facts hold. */
    readonly holds: readonly Effect[];
    readonly change: RowChange;
    readonly scope: DriftScope;
  };
  /** `SchemaFacts.sha256` as approved; read again inside the transaction. */
  readonly schemaSha256: string;
  /** `DatabaseIdentity.systemIdentifier` as approved. */
  readonly systemIdentifier: string;
  readonly stillAllowed: StillAllowed;
  /** How long it may take until it is ready to COMMIT, of which the phase table says how long; left out: as long as the longest phase. */
  readonly limitSeconds?: number | undefined;
  /**
   * Remembers the rows of the document as they are to be committed, when all is written and COMMIT is not yet sent: without them nobody
   * could tell after a crash whether they were edited since.
   */
  readonly remember: (document: BaseFacts["document"]) => Promise<void>;
}

/** A write that follows the plan unit by unit. */
export interface WriteCommand extends WriteOrder {
  readonly plan: CutPlan;
  readonly source: Uint8Array;
}

export type PermittedApproval = ApprovalToConsume & { readonly permitId: string };

export interface PermitOrder {
  readonly runId: string;
  readonly payloadSha256: string;
  readonly approval: ApprovalToConsume;
  /** The document, and the change set in which units may be enacted. */
  readonly plan: PlanOutline;
  /** The plan whose changes may be written or enacted, or whose days set; null for SG_3, which withdraws what the run has written. */
  readonly written: CutPlan | DaysPlan | null;
}

export interface ApprovalUse extends ApprovalToConsume {
  readonly runId: string;
  readonly payloadSha256: string;
  readonly usedUtc: string;
}

export interface PhaseReceipt {
  readonly runId: string;
  readonly effect: string;
  readonly payloadSha256: string;
  /** sha256 hex over what the effect wrote (addresses, ids, counts). */
  readonly resultDigest: string;
  readonly committedUtc: string;
  /** Derived ids that the effect wrote: `changeSetId`, `envelopeId`, `verifyResultId`, `reviewDecisionId` … */
  readonly ids: Readonly<Record<string, string>>;
  /** The rows of the document as they are committed, read before COMMIT; only where this call wrote. */
  readonly document?: readonly TableFact[];
  /** True if the receipt was there before, so this call wrote nothing. */
  readonly already: boolean;
}

export interface CommittedFacts {
  readonly receipts: readonly PhaseReceipt[];
  /** Versions that this run's leg A wrote, by lifecycle status. */
  readonly unitsByStatus: Readonly<Record<string, number>>;
  /** Addresses of the document's other drafts, for which no receipt of this run accounts. */
  readonly unaccounted: readonly PlannedUnit["address"][];
}
