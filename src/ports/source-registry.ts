import type { CutPlan, SourceVersion } from "../domain/plan.ts";
import type { Result } from "../domain/result.ts";
import type { UnitStatus } from "../domain/unit-status.ts";

/** The registry of documents, as the owner: one transaction from the first look to `commit`; disposing before it takes all back. */
export interface SourceRegistry extends AsyncDisposable {
  /** What is on record; refuses with `STOP_DB_SCHEMA_MISSING` where the schema is not installed. */
  readTarget(target: {
    readonly documentId: string;
    readonly docPrefix: string;
  }): Promise<Result<TargetRecord>>;
  /** Writes document (unless it is there) and version, and gives the sha256 of the bytes as they were stored. */
  store(
    order: SourceVersion & { readonly reservedPrefixNamed: boolean },
    bytes: Uint8Array,
  ): Promise<Result<string>>;
  /** The dry twin's answer for each unit that it would not create. */
  planUnits(plan: CutPlan, source: Uint8Array): Promise<readonly UnitStatus[]>;
  /** True where the ledger has the change set that this plan would write. */
  hasChangeSet(plan: CutPlan): Promise<boolean>;
  /** Refuses with `STOP_COMMIT_NOT_CONFIRMED` where the server did not commit. */
  commit(): Promise<Result<null>>;
}

export interface TargetRecord {
  /** The document as it was registered, or null. */
  readonly document: RegisteredDocument | null;
  /** The document that has the prefix, or null. */
  readonly prefixHolder: string | null;
  /** sha256 of every registered version, oldest first. */
  readonly versions: readonly string[];
  readonly unitsUnderPrefix: number;
  /** Receipts of a cut, of any document. */
  readonly recordedCuts: number;
}

export type RegisteredDocument = Pick<
  SourceVersion,
  "docPrefix" | "title" | "publicationType" | "owner" | "convention" | "authoritative"
>;
