import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { EngineParts } from "./engine-parts.ts";

/** `STOP_SIDECAR_MIXED` where the other machines keep their journals in the database, and the configuration of this one says folder. */
export async function refuseOtherKind(
  { sidecar }: Pick<EngineParts, "sidecar">,
  live: Pick<KnowledgeBase, "keepsJournals">,
): Promise<Refusal | null> {
  if (sidecar.kind !== "folder" || !(await live.keepsJournals())) return null;
  return refusal("STOP_SIDECAR_MIXED", {
    field: "sidecar",
    expected: "postgresql in the configuration, because runs are under way in the database",
    actual: "folder",
    wayOut:
      "Set `sidecar` to `postgresql` in the configuration, and take the folder's runs over with `cutter sidecar move`.",
  });
}
