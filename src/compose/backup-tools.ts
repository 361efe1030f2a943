import { compareWithEnvelope } from "../adapters/backup/compare-envelope.ts";
import { proveDecryption } from "../adapters/backup/decrypt-proof.ts";
import { createDecryption } from "../adapters/openpgp/decrypt.ts";
import { createKnowledgeBase } from "../adapters/postgres/knowledge-base.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import type { Environment } from "../config/environment.ts";
import { readScratchSettings, readSettings } from "../config/settings.ts";
import type { BackupEnvelope } from "../domain/backup-envelope.ts";
import type { Result } from "../domain/result.ts";
import type { Backup } from "../ports/backup.ts";
import { composeBackup } from "./backup.ts";
import { readLiveDatabase } from "./live-database.ts";
import { readRecipientKey } from "./read-recipient-key.ts";
import { openScratchFactory } from "./scratch.ts";

/** What the operator does with backups, outside of any run; none changes the live database. */
export interface BackupTools {
  selftest: Backup["selftest"];
  /** Opens a backup with the private key, restores it into a throw-away database and compares it with its envelope. It needs no sidecar: the key's machine has none. */
  proveDecryption(order: {
    readonly envelopeFile: string;
    /** Null: where the envelope says. */
    readonly backupFile: string | null;
    readonly keyFile: string;
    readonly passphraseFile: string | null;
  }): Promise<Result<Pick<BackupEnvelope, "runId" | "sha256" | "tables">>>;
  /** Compares the live database, into which a backup was restored, with the envelope of that backup. */
  compare(envelopeFile: string): Promise<Result<Pick<BackupEnvelope, "runId" | "snapshotUtc" | "tables">>>;
}

export type OpenBackupTools = (options: { readonly root: string | null }) => Promise<BackupTools>;

export function makeOpenBackupTools(
  environment: Environment,
  { interrupted, late }: { readonly interrupted: AbortSignal; readonly late: AbortSignal },
): OpenBackupTools {
  return async ({ root }) => {
    const live = readLiveDatabase(environment, late);
    const openBackup = async (): Promise<Result<Backup>> => {
      const folder = root ?? environment.CUTTER_ROOT;
      const settings = await readSettings(folder);
      if (!settings.ok) return settings;
      const parts = {
        root: folder,
        kept: null,
        settings: settings.value,
        environment,
        live,
        clock: systemClock,
        interrupted,
        late,
      };
      return composeBackup(parts);
    };
    return {
      async selftest() {
        const backup = await openBackup();
        return backup.ok ? backup.value.selftest() : backup;
      },
      async compare(envelopeFile) {
        const backup = await openBackup();
        if (!backup.ok) return backup;
        return compareWithEnvelope(envelopeFile, async () => createKnowledgeBase(await live.openSource()));
      },
      async proveDecryption({ envelopeFile, backupFile, keyFile, passphraseFile }) {
        const settings = await readScratchSettings(root, environment.CUTTER_ROOT);
        if (!settings.ok) return settings;
        const scratch = await openScratchFactory(environment, settings.value, { late });
        if (!scratch.ok) return scratch;
        const key = await readRecipientKey(keyFile, passphraseFile);
        if (!key.ok) return key;
        return proveDecryption({
          decryption: createDecryption(key.value),
          scratch: scratch.value,
          openKnowledgeBase: (sql) => createKnowledgeBase(sql),
          envelopeFile,
          backupFile,
        });
      },
    };
  };
}
