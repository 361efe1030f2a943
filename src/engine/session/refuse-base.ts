import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { EngineParts } from "./engine-parts.ts";

/**
 * Why nothing is begun with this database: it is not the primary that the configuration pins (`STOP_DB_IDENTITY_MISMATCH`), or it keeps the journals
 * of runs that are under way beside those of the folder (`STOP_SIDECAR_MIXED`).
 */
export async function refuseBase(
  { settings, sidecar }: Pick<EngineParts, "settings" | "sidecar">,
  live: Pick<KnowledgeBase, "identity" | "keepsJournals">,
): Promise<Refusal | null> {
  const { name, systemIdentifier, inRecovery } = await live.identity();
  const pinned = settings.systemIdentifier ?? systemIdentifier;
  if (inRecovery || systemIdentifier !== pinned)
    return refusal("STOP_DB_IDENTITY_MISMATCH", {
      field: "system_identifier",
      expected: `the primary ${pinned}`,
      actual: `${name} on ${systemIdentifier}${inRecovery ? ", a standby in recovery" : ""}`,
    });
  if (sidecar.kind !== "folder" || !(await live.keepsJournals())) return null;
  return refusal("STOP_SIDECAR_MIXED", {
    field: "sidecar",
    expected: "postgresql in the configuration, because runs are under way in the database",
    actual: "folder",
    wayOut:
      "Set `sidecar` to `postgresql` in the configuration, and take the folder's runs over with `cutter sidecar move`.",
  });
}
