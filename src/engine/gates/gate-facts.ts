import { type Check, check } from "../../domain/check.ts";
import type { TableFact } from "../../domain/tables.ts";
import { digestOf } from "../../json/canonical-json.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { RunPosition } from "../session/run-position.ts";

/** The live facts that a request binds by their digest: `facts-<gate>.json` in the run's folder. */
export interface GateFacts {
  readonly tables: readonly TableFact[];
  /** What belongs to the document alone, for the narrow drift scope. */
  readonly document: readonly TableFact[];
  readonly schemaSha256: string;
  readonly systemIdentifier: string;
}

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

export function gateFactsDigest(facts: GateFacts): string {
  return digestOf(facts);
}

/** Compares facts table by table; with scope `document` only what belongs to the document and what a run only reads. */
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
