import { check, refuseFailedChecks } from "../domain/check.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";

/**
 * Refuses to plan where what stands of the document is not what its runs have written: an altered text would pass for one that stays, and a
 * row that somebody has added for one that was approved.
 */
export async function refuseAlteredHead(
  live: Pick<KnowledgeBase, "alteredUnits" | "unaccountedRows">,
  docPrefix: string,
): Promise<Refusal | null> {
  const altered = await live.alteredUnits(docPrefix);
  const unaccounted = await live.unaccountedRows(docPrefix);
  const found = refuseFailedChecks("STOP_TAMPERED", [
    check("units as they were approved", "all", altered.join("; ") || "all"),
    check("rows that no run has written", "none", unaccounted.join("; ") || "none"),
  ]);
  return (
    found && {
      ...found,
      message: "What is enacted of the document is not what was approved.",
      wayOut:
        "Restore the rows that are named from a backup (docs/recovery.md), until `cutter evidence verify` of the document's last closed run, with `--database`, finds them as they were. Then start again.",
    }
  );
}
