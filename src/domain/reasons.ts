import { APPROVAL_REASONS } from "./reasons/approval.ts";
import { BACKUP_REASONS } from "./reasons/backup.ts";
import { BATCH_REASONS } from "./reasons/batch.ts";
import { DATABASE_REASONS } from "./reasons/database.ts";
import { DOCUMENT_REASONS } from "./reasons/document.ts";
import { FORGE_REASONS } from "./reasons/forge.ts";
import { FORMAT_REASONS } from "./reasons/format.ts";
import { PROOF_REASONS } from "./reasons/proof.ts";
import { READING_REASONS } from "./reasons/reading.ts";
import { RUN_REASONS } from "./reasons/run.ts";
import { SEAL_REASONS } from "./reasons/seal.ts";

/** The closed table of all reasons for a refusal or a pause. `docs/reasons.md` is generated from it. */
export const REASONS = {
  ...RUN_REASONS,
  ...BATCH_REASONS,
  ...DOCUMENT_REASONS,
  ...FORMAT_REASONS,
  ...APPROVAL_REASONS,
  ...DATABASE_REASONS,
  ...READING_REASONS,
  ...PROOF_REASONS,
  ...BACKUP_REASONS,
  ...FORGE_REASONS,
  ...SEAL_REASONS,
};

export type ReasonCode = keyof typeof REASONS;
export const REASON_CODES = Object.keys(REASONS) as readonly ReasonCode[];

/** Reasons about a file that a reader reads; they are the same at every reading. */
export const FORMAT_REASON_CODES = Object.keys(FORMAT_REASONS) as readonly (keyof typeof FORMAT_REASONS)[];

/** Exit code of the command that ends with `reason`: 0 paused as designed, 2 refused input, 3 stopped by a check. */
export function exitCodeOf(reason: ReasonCode): ExitCode {
  return REASONS[reason].exitCode;
}

export type ExitCode = 0 | 1 | 2 | 3;
