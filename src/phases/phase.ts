import type { BaseFacts, Baseline, Committing, DriftScope } from "../domain/base-facts.ts";
import type { Check } from "../domain/check.ts";
import type { Evidence, EvidenceSoFar } from "../domain/evidence.ts";
import type { Effect } from "../domain/expected-change.ts";
import type { KeptBase } from "../domain/listed-base.ts";
import type { OpenGate } from "../domain/open-gate.ts";
import type { PhaseName } from "../domain/phases.ts";
import type { Result } from "../domain/result.ts";
import type { Run } from "../domain/run.ts";
import type { RunKind } from "../domain/run-kind.ts";
import type { Backup } from "../ports/backup.ts";
import type { KnowledgeBase, StillAllowed } from "../ports/knowledge-base.ts";
import type { Progress } from "../ports/progress.ts";
import type { ScratchDatabase } from "../ports/scratch.ts";
import type { SqlSource } from "../ports/sql.ts";
import type { CutDocumentMemory } from "./cut-document-memory.ts";

/** What a phase may use. Everything that it changes in the world goes through one of these. */
export interface PhaseContext {
  readonly run: Run;
  /** The number under which this process holds the run. */
  readonly fence: number;
  readonly settings: CutSettings;
  readonly evidence: EvidenceSoFar;
  readonly cutDocumentMemory: CutDocumentMemory;
  /** The functions of all phases, for the rehearsal. */
  readonly phases: PhaseFunctions;
  /** The database that the run is about. */
  readonly live: KnowledgeBase;
  /** Where phases 5 to 11 act: `live`, or in a dry run the restored copy that phase 4 hands over. */
  readonly target: KnowledgeBase;
  readonly handOver: (restored: ScratchDatabase) => void;
  readonly knowledgeBaseOf: (sql: SqlSource) => KnowledgeBase;
  readonly backup: Backup;
  readonly backupFolder: string;
  /** The gate that is open, where the phase needs one. */
  readonly gate: OpenGate | null;
  /** The facts against which the base is held: those that the newest request binds, or those of the backup where no gate is asked. */
  readonly baseline: () => Promise<Result<Baseline>>;
  /** Whether a write is still allowed; only the write transaction asks, at its start and again before COMMIT. */
  readonly stillAllowed: StillAllowed;
  /** Of each effect that was about to commit, the rows that it was to leave, as `remember` was told them. */
  readonly committing: Committing;
  readonly remember: (effect: Effect, document: BaseFacts["document"]) => Promise<void>;
  /** Takes secrets out of a text that leaves the machine. */
  readonly redact: (text: string) => string;
  /** Writes a file of the run durably. */
  readonly writeFile: (name: string, content: string) => Promise<void>;
  /** What a file of the run keeps of the facts. */
  readonly keepBase: (facts: BaseFacts) => Promise<KeptBase>;
  readonly progress: Progress;
  /** Aborted when the process is asked to end; a phase of several long steps asks between them. */
  readonly interrupted: AbortSignal;
}

export interface CutSettings {
  readonly maxUnits: number;
  readonly toolRevision: string;
  readonly driftScope: DriftScope;
  /** Markers whose units are left out of the cut. */
  readonly exclude: readonly string[];
}

/** What a phase that ended well hands to the engine: evidence for the journal, and what its report says. */
export interface PhaseResult<Name extends PhaseName> {
  readonly evidence: Evidence[Name];
  readonly summary: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly checks?: readonly Check[];
}

export type PhaseFunction<Name extends PhaseName> = (
  context: PhaseContext,
) => Promise<Result<PhaseResult<Name>>>;

export type PhaseFunctions = { readonly [Name in PhaseName]: PhaseFunction<Name> };
export type PhasesByKind = Readonly<Record<RunKind, PhaseFunctions>>;
