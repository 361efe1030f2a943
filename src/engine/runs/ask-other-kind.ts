import type { Refusal } from "../../domain/refusal.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { refuseOtherKind } from "../session/refuse-other-kind.ts";

/** Why a machine may find no run where there are some: `STOP_SIDECAR_MIXED`. Why the database can't be asked, each run tells that needs it. */
export async function askOtherKind({
  sidecar,
  openKnowledgeBase,
}: Pick<EngineParts, "sidecar" | "openKnowledgeBase">): Promise<Refusal | null> {
  if (sidecar.kind !== "folder") return null;
  try {
    await using live = await openKnowledgeBase();
    return await refuseOtherKind({ sidecar }, live);
  } catch {
    return null;
  }
}
