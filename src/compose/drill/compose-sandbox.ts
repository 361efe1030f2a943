import { type Environment, withoutLogins } from "../../config/environment.ts";
import type { Settings } from "../../config/settings.ts";
import type { Result } from "../../domain/result.ts";
import type { Progress } from "../../ports/progress.ts";
import type { ScratchDatabase } from "../../ports/scratch.ts";
import { type App, composeApp } from "../app.ts";
import type { DrillFolder } from "./drill-folder.ts";

/**
 * The bot over the restored database. It has no login of the live one, no token, no origin and no place for copies, so that whatever it does stays in the
 * folder of the drill and in the throw-away server.
 */
export async function composeSandbox(parts: {
  readonly settings: Settings;
  readonly environment: Environment;
  readonly folder: DrillFolder;
  readonly restored: ScratchDatabase;
  readonly recipient: { readonly fingerprint: string; readonly keyFile: string };
  readonly progress: Progress;
  readonly interrupted: AbortSignal;
  readonly late: AbortSignal;
}): Promise<Result<App>> {
  const { settings, environment, folder, restored, recipient, ...rest } = parts;
  return composeApp({
    ...rest,
    root: folder.root,
    settings: {
      ...settings,
      sidecar: "folder",
      github: null,
      database: { ...settings.database, systemIdentifier: null },
      controlRepository: { ...settings.controlRepository, path: folder.clone, origin: null },
      backup: {
        adapter: "pg_dump",
        recipientKey: recipient.keyFile,
        increments: null,
        copies: [],
        maxAgeMinutes: settings.backup.maxAgeMinutes,
      },
    },
    environment: { ...withoutLogins(environment), BACKUP_GPG_FPR: recipient.fingerprint },
    live: {
      openSource: async () => restored.sql,
      dumpTarget: () => restored.dumpTarget,
      dumpSource: restored.dumpSource,
    },
  });
}
