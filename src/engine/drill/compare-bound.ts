import { type Refusal, refusal } from "../../domain/refusal.ts";
import { digestOf } from "../../json/canonical-json.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { AskedInGit } from "./read-asked.ts";

/**
 * Null where the restored database is what the request binds: every table of a full backup, by the digest of its restore proof; of an increment, whose
 * proof is of its own rows alone, the list of all documents with the newest entry of each chain. `cutter audit` then holds every row against them.
 */
export async function compareBound(
  copy: KnowledgeBase,
  { increment, restore_proof_sha256: proof }: AskedInGit["backup"],
): Promise<Refusal | null> {
  await using snapshot = await copy.openSnapshot();
  const [field, expected, actual] =
    increment === undefined
      ? ["tables", proof, digestOf(snapshot.tables)]
      : ["documents", increment.documents_sha256, (await snapshot.documents()).sha256];
  if (expected === actual) return null;
  return {
    ...refusal("STOP_RESTORE_DIFFERS", { field, expected: `${expected}, as was approved`, actual }),
    wayOut: "Do not go on with this backup: find out which rows differ, and choose another one.",
  };
}
