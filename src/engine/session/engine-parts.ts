import type { CutSettings, PhasesByKind } from "../../phases/phase.ts";
import type { ApprovalJudge } from "../../ports/approvals.ts";
import type { Backup } from "../../ports/backup.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ControlRepository } from "../../ports/control-repository.ts";
import type { CopyPlace } from "../../ports/copy-place.ts";
import type { CrashPoints } from "../../ports/crash-points.ts";
import type { Forge } from "../../ports/forge.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Random } from "../../ports/random.ts";
import type { Sidecar } from "../../ports/sidecar.ts";
import type { SqlSource } from "../../ports/sql.ts";
import type { DocumentLists } from "./document-lists.ts";

/** Everything outside the engine through which it acts; compose joins it. */
export interface EngineParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly progress: Progress;
  readonly crashPoints: CrashPoints;
  readonly sidecar: Sidecar;
  readonly repository: ControlRepository;
  readonly judge: ApprovalJudge;
  readonly forge: Forge;
  readonly backup: Backup;
  /** Where the evidence of what is closed is put. */
  readonly places: readonly CopyPlace[];
  /** Opens the knowledge base; nothing before this call touches the database. */
  readonly openKnowledgeBase: () => Promise<KnowledgeBase>;
  readonly knowledgeBaseOf: (sql: SqlSource) => KnowledgeBase;
  readonly phases: PhasesByKind;
  readonly settings: EngineSettings;
  /** The batch whose members this process works on; or null. */
  readonly batch: {
    readonly batchId: string;
    /** What the facts of its members have together. */
    readonly documents: DocumentLists;
    /** Judges a decision about the batch itself, whichever round it was of; the judge of the parts is asked by members about their present one. */
    readonly judge: Pick<ApprovalJudge, "judge">;
  } | null;
  /** Aborted when the process was asked to end: the engine stops at the next safe point. */
  readonly interrupted: AbortSignal;
  /** Replaces the secrets in a text that leaves the process. */
  readonly redact: (text: string) => string;
}

export interface EngineSettings extends CutSettings {
  readonly repositoryId: string;
  /** Who starts a run by this process, as `joinInitiators` names them. */
  readonly initiator: string;
  /** Who moves a run by this process, in the same form; null where a push or a clock started the process, and nobody did it by hand. */
  readonly mover: string | null;
  readonly tool: { readonly version: string; readonly sha256: string };
  readonly backupFolder: string;
  /** Web address of the control repository, or null without GitHub. */
  readonly repositoryUrl: string | null;
  /** The database that the configuration pins, or null where it pins none. */
  readonly systemIdentifier: string | null;
  /** A backup that is older than this before the first write is taken again. */
  readonly backupMaxAgeMinutes: number;
}
