import type { Gate } from "./gates.ts";

/** The backup that was tried, and the request by which a person has approved it. */
interface DrilledBackup {
  readonly file: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** The full backup that an increment rests on; null of a full one. */
  readonly restsOn: string | null;
  readonly id: string;
  readonly gate: Gate;
  readonly payloadSha256: string;
  readonly issuedUtc: string;
  readonly persons: readonly string[];
}

export interface DrillStep {
  readonly step: string;
  readonly seconds: number;
  readonly found: string;
}

/** What the restored database has of a run. */
export type LedgerState = "nothing" | "drafts" | "enacted" | "withdrawn" | "days";

/** Where an open run or batch would stand once it is adopted from the backup. */
export interface Standing {
  readonly id: string;
  readonly documentId: string | null;
  readonly has: LedgerState;
  readonly would: "wait" | "be closed" | "be taken back" | "end" | "stop";
  readonly gate: Gate | null;
  readonly why: readonly string[];
  /** False where something other than the age of the backup, or the place where it was restored, is to be put right. */
  readonly isExpected: boolean;
}

/** What is in git or in the evidence, and not in the backup. */
export interface Lost {
  readonly id: string;
  readonly what: string;
  /** When it was signed or closed; null where nobody can tell. */
  readonly utc: string | null;
}

export interface DrillReport {
  readonly backup: DrilledBackup;
  readonly steps: readonly DrillStep[];
  readonly runs: readonly Standing[];
  /** Runs and batches that are over in the restored database, by what it has of them. */
  readonly over: Readonly<Record<"enacted" | "withdrawn" | "days", number>>;
  readonly lost: readonly Lost[];
  readonly newestApprovalUtc: string | null;
  /** What does not hold, whatever the age of the backup. */
  readonly differences: readonly string[];
}
