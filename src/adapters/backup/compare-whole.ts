import { type BackupEnvelope, isIncrement } from "../../domain/backup-envelope.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { isVocabulary } from "../../domain/tables.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import { refuseOtherTables } from "./compare-copies.ts";

/**
 * Null where a database is what a backup restores; else `STOP_RESTORE_DIFFERS`. An increment knows the digests of its own rows alone. Of the whole
 * base it knows the list of all documents, with the newest entry of each chain; every row of the base is then held against these chains.
 */
export async function compareWhole(base: KnowledgeBase, envelope: BackupEnvelope): Promise<Refusal | null> {
  await using snapshot = await base.openSnapshot();
  if (!isIncrement(envelope)) return refuseOtherTables(envelope.tables, snapshot.tables);
  const { sha256 } = envelope.increment.documents;
  const list = await snapshot.documents();
  if (list.sha256 !== sha256)
    return refusal("STOP_RESTORE_DIFFERS", { field: "documents", expected: sha256, actual: list.sha256 });
  const words = envelope.tables.filter(({ table }) => isVocabulary(table));
  const altered = words.filter(
    ({ table, digest }) => snapshot.tables.find((fact) => fact.table === table)?.digest !== digest,
  );
  const { differences } = await base.auditBase(() => undefined);
  const details = [
    ...altered.map(({ table }) => `${table}: other content`),
    ...differences.map(({ document, found }) => `${document || "no document"}: ${found}`),
  ];
  if (details.length === 0) return null;
  return refusal("STOP_RESTORE_DIFFERS", {
    field: "rows",
    expected: "those that the chains say",
    actual: details[0] ?? "",
    details,
  });
}
