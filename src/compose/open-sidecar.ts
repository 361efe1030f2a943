import { openDatabaseSidecar } from "../adapters/postgres/sidecar/open-database-sidecar.ts";
import { LOCK_TIMES } from "../adapters/postgres/sidecar/run-lock.ts";
import { openSidecar as openFolder } from "../adapters/sidecar/sidecar.ts";
import type { Settings } from "../config/settings.ts";
import { RefusalError, refusal } from "../domain/refusal.ts";
import { projectBatch } from "../engine/batches/project-batch.ts";
import { foldJournal } from "../engine/session/fold-journal.ts";
import { projectState } from "../engine/session/run-position.ts";
import type { Clock } from "../ports/clock.ts";
import type { Progress } from "../ports/progress.ts";
import type { Sidecar } from "../ports/sidecar.ts";
import type { LiveDatabase } from "./live-database.ts";

export interface SidecarParts {
  readonly root: string;
  readonly settings: Pick<Settings, "sidecar" | "database">;
  readonly live: LiveDatabase;
  readonly clock: Clock;
  readonly progress?: Pick<Progress, "note">;
}

/** The sidecar that the configuration names. Throws a `RefusalError` where it can't be opened. */
export async function openSidecar({ root, settings, live, clock, progress }: SidecarParts): Promise<Sidecar> {
  const local = await openFolder({
    root,
    clock,
    project: (entries) => projectState(foldJournal(entries)),
    projectBatch,
  });
  if (settings.sidecar === "folder") return local;
  const sql = await live.openSource({ isForJournal: true });
  if (sql.engine !== "postgresql")
    throw new RefusalError(
      refusal("STOP_CONFIG_INVALID", {
        field: "sidecar",
        expected: "folder: locks between sessions need a server",
        actual: `postgresql on ${sql.engine}`,
      }),
    );
  const times = { ...LOCK_TIMES, silenceMs: settings.database.silenceSeconds * 1000 };
  const note = (text: string) => progress?.note(text);
  return await openDatabaseSidecar({ local, sql, clock, times, note });
}
