import type { ReasonTable } from "./reason.ts";

/** Reasons about backup, restore proof and rehearsal. */
export const BACKUP_REASONS = {
  STOP_BACKUP_RECIPIENT_MISSING: {
    sentence: "No backup recipient is configured, or its public key is not there.",
    wayOut:
      "Set BACKUP_GPG_FPR to the full fingerprint and place the public key; `cutter backup selftest` checks it.",
    exitCode: 3,
  },
  STOP_BACKUP_RECIPIENT_INVALID: {
    sentence: "The backup recipient cannot be encrypted to: expired, revoked or without an encryption key.",
    wayOut: "Provide a valid recipient key.",
    exitCode: 3,
  },
  STOP_BACKUP_RECIPIENT_MISMATCH: {
    sentence: "The backup is not encrypted to exactly the one pinned recipient.",
    wayOut: "Provide exactly one key with the pinned full fingerprint.",
    exitCode: 3,
  },
  STOP_BACKUP_FAILED: {
    sentence: "The backup could not be made; nothing was kept under its final name.",
    wayOut: "Read the cause, then start the cut again.",
    exitCode: 3,
  },
  STOP_BACKUP_UNVERIFIED: {
    sentence: "The backup file is missing, altered or cannot be read back.",
    wayOut: "Let phase 4 take a new backup.",
    exitCode: 3,
  },
  STOP_BACKUP_KEY_WRONG: {
    sentence: "The private key does not open the backup.",
    wayOut: "Name the private key of the recipient to whom the backup is encrypted, and its passphrase.",
    exitCode: 3,
  },
  STOP_BACKUP_UNKNOWN: {
    sentence: "No request that a person has approved names this backup.",
    wayOut:
      "Name a backup of this control repository (docs/recovery.md, step 2), and fetch the clone anew where it is older than the backup.",
    exitCode: 3,
  },
  STOP_BACKUP_STALE: {
    sentence: "The backup belongs to another run, database or moment.",
    wayOut: "Let phase 4 take a new backup.",
    exitCode: 3,
  },
  STOP_BACKUP_REPOSITORY: {
    sentence: "The repository of pgBackRest is missing, broken, or of another cluster.",
    wayOut: "Correct what is named until `cutter backup selftest` passes, then resume the run.",
    exitCode: 3,
  },
  STOP_BACKUP_ENVELOPE_INCOMPLETE: {
    sentence: "The backup envelope lacks a required fact.",
    wayOut: "This is a fault of the backup: take it again.",
    exitCode: 3,
  },
  STOP_COPY_PLACE_UNKNOWN: {
    sentence: "A place for copies names a remote that rclone's configuration does not have.",
    wayOut:
      "Correct backup.copies or rclone's configuration until `cutter doctor` passes, then resume the run.",
    exitCode: 3,
  },
  STOP_COPY_UNREACHABLE: {
    sentence: "A place for copies does not answer.",
    wayOut: "Bring the place back until `cutter doctor` passes, then resume the run.",
    exitCode: 3,
  },
  STOP_COPY_DENIED: {
    sentence: "A place for copies refuses the account of the bot.",
    wayOut: "Correct credentials or rights of the remote until `cutter doctor` passes, then resume the run.",
    exitCode: 3,
  },
  STOP_COPY_FULL: {
    sentence: "A place for copies has no room.",
    wayOut: "Make room there or raise the quota, then resume the run.",
    exitCode: 3,
  },
  STOP_COPY_TIMEOUT: {
    sentence: "A place for copies was too slow.",
    wayOut: "Raise its timeoutMinutes in backup.copies or bring the place in order, then resume the run.",
    exitCode: 3,
  },
  STOP_COPY_MISSING: {
    sentence: "A place for copies does not have what was put there.",
    wayOut: "Find out who takes objects away there, then resume the run.",
    exitCode: 3,
  },
  STOP_COPY_DIFFERS: {
    sentence: "A place for copies gives back other bytes than those that were put there.",
    wayOut:
      "Do not trust the place before its fault is found, or take it out of backup.copies; then resume the run.",
    exitCode: 3,
  },
  STOP_COPY_NAME_TAKEN: {
    sentence: "A place for copies has something else under the name of a copy; it was left as it is.",
    wayOut:
      "Look at the object: somebody has put it there, for a copy that was cut off is passed over. Let a person move it away, then resume the run.",
    exitCode: 3,
  },
  STOP_COPY_FAILED: {
    sentence: "A copy could not be made.",
    wayOut: "Read what rclone says, and correct it until `cutter doctor` passes; then resume the run.",
    exitCode: 3,
  },
  STOP_RESTORE_DIFFERS: {
    sentence: "The restored copy differs from the database.",
    wayOut: "Correct what is listed, then start the cut again; do not go on without a backup that restores.",
    exitCode: 3,
  },
  STOP_REHEARSAL_FAILED: {
    sentence: "The rehearsal on the restored copy failed.",
    wayOut: "Read the failed step; nothing was written.",
    exitCode: 3,
  },
  STOP_TOOL_MISSING: {
    sentence: "A required program is missing or too old.",
    wayOut: "Install the named program.",
    exitCode: 3,
  },
} as const satisfies ReasonTable;
