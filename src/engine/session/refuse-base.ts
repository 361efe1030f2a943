import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { EngineParts } from "./engine-parts.ts";
import { refuseOtherKind } from "./refuse-other-kind.ts";

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
  return refuseOtherKind({ sidecar }, live);
}
