import type { CutPlan, PlanBase, SourceVersion, StoredVersion } from "../domain/plan.ts";
import type { Result } from "../domain/result.ts";
import type { UnitStatus } from "../domain/unit-status.ts";
import type { KnowledgeBase } from "./knowledge-base.ts";

/** The registry of documents, as the owner: one transaction from the first read to `commit`; disposing it earlier rolls back. */
export interface SourceRegistry
  extends AsyncDisposable,
    Pick<KnowledgeBase, "documentHead" | "bodies" | "readSource"> {
  /**
   * What is recorded of the target, under the prefix that is given or else registered; refuses with `STOP_DB_SCHEMA_MISSING` if the schema
   * is not installed.
   */
  readTarget(target: {
    readonly documentId: string;
    readonly docPrefix: string | null;
  }): Promise<Result<TargetRecord>>;
  /**
   * Writes the document (unless it is there) and the version; returns the sha256 of the bytes as they were stored. Where another registration was
   * faster or holds it up, the transaction takes nothing more.
   */
  store(order: VersionToStore, bytes: Uint8Array): Promise<Result<string>>;
  /** The dry twin's answer for each unit that it would not create. */
  planUnits(plan: CutPlan, source: Uint8Array): Promise<readonly UnitStatus[]>;
  /** Whether the ledger has the change set that this plan would write. */
  hasChangeSet(plan: CutPlan): Promise<boolean>;
  /** Refuses with `STOP_COMMIT_NOT_CONFIRMED` if the server did not commit. */
  commit(): Promise<Result<null>>;
}

export interface TargetRecord {
  /** The document as it was registered, or null. */
  readonly document: RegisteredDocument | null;
  /** The document that has the prefix, or null. */
  readonly prefixHolder: string | null;
  /** Every registered version, oldest first. */
  readonly versions: readonly RegisteredVersion[];
  /** Drafts of the document; what is withdrawn or enacted is not among them. */
  readonly drafts: number;
  /** What stands of the document; null where it was never cut. */
  readonly base: PlanBase | null;
  /** Receipts of a cut, of any document. */
  readonly recordedCuts: number;
}

export interface RegisteredVersion extends StoredVersion {
  readonly versionId: string;
}

export interface VersionToStore extends SourceVersion {
  readonly reservedPrefixNamed: boolean;
  /** Text of the statement of lineage, or null. */
  readonly lineage: string | null;
}

export type RegisteredDocument = Pick<
  SourceVersion,
  "docPrefix" | "title" | "publicationType" | "owner" | "convention" | "authoritative"
>;
