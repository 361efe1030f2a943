import { type Check, check } from "../../domain/check.ts";
import type { GateFacts } from "../../domain/run-files.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { RunPosition } from "../session/run-position.ts";

/** The facts that a request of this moment binds. */
export async function readGateFacts(live: KnowledgeBase, position: RunPosition): Promise<GateFacts> {
  const identity = await live.identity();
  const schema = await live.schemaFacts();
  const document = await live.documentFacts(position.evidence.source_pin?.source.docPrefix ?? "");
  await using snapshot = await live.openSnapshot();
  return {
    tables: snapshot.tables,
    document,
    schemaSha256: schema.sha256,
    systemIdentifier: identity.systemIdentifier,
  };
}

/** Compares facts table by table; with scope `document` only the rows that belong to the document. */
export function compareGateFacts(
  then: GateFacts,
  now: GateFacts,
  scope: "all" | "document",
): readonly Check[] {
  const before = scope === "all" ? then.tables : then.document;
  const after = new Map((scope === "all" ? now.tables : now.document).map((fact) => [fact.table, fact]));
  return before.flatMap((fact) => [
    check(`rows of ${fact.table}`, fact.rows, after.get(fact.table)?.rows ?? -1),
    check(`content of ${fact.table}`, fact.digest, after.get(fact.table)?.digest ?? "missing"),
  ]);
}
