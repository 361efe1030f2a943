import { type BaseFacts, checkDocument, checkOthers, type DriftScope } from "../../domain/base-facts.ts";
import { refuseFailedChecks } from "../../domain/check.ts";
import { evidenceOf } from "../../domain/evidence.ts";
import { sumOfChanges } from "../../domain/expected-change.ts";
import { effectsOfRun } from "../../domain/gates.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { kindOf } from "../../domain/run.ts";
import type { GateFacts } from "../../domain/run-files.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { RunPosition } from "../session/run-position.ts";

/** The base as it stands, seen from the run's document. */
export function readBase(
  live: KnowledgeBase,
  { evidence }: Pick<RunPosition, "evidence">,
  scope: DriftScope,
): Promise<BaseFacts> {
  return live.baseFacts(evidenceOf(evidence, "source_pin").source.docPrefix, scope);
}

/** The facts that a request of this moment binds. */
export async function readGateFacts(
  live: KnowledgeBase,
  { run, evidence }: RunPosition,
  scope: DriftScope,
): Promise<GateFacts> {
  const identity = await live.identity();
  const schema = await live.schemaFacts();
  return {
    base: await readBase(live, { evidence }, scope),
    holds: effectsOfRun(kindOf(run)).filter((effect) => effect in evidence),
    schemaSha256: schema.sha256,
    systemIdentifier: identity.systemIdentifier,
  };
}

/** Refuses where the base has moved since the request: rows of the document, or another document that no governed run has changed. */
export function refuseMovedBase(then: GateFacts, now: BaseFacts, scope: DriftScope): Refusal | null {
  const reason = then.holds.length > 0 ? "STOP_TAMPERED" : "STOP_DRIFT";
  return (
    refuseFailedChecks(reason, checkDocument(then.base, now, sumOfChanges([]))) ??
    refuseFailedChecks("STOP_DRIFT", checkOthers(then.base, now, scope))
  );
}
