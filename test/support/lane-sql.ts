import type { WriteCommand } from "../../src/ports/knowledge-base.ts";

/** A unit as the arguments of `fn_iu_create_many` name it. */
export interface UnitArguments {
  readonly address: string;
  readonly title: string;
  readonly body: string;
  readonly kind: string;
  readonly sectionType: string;
  readonly parent: string | null;
}

/** What one call says of all its units. */
export interface CallArguments {
  readonly actor: string;
  readonly owner: string;
  readonly publicationType: string;
}

const COMMON: CallArguments = { actor: "cutter_exec", owner: "registry", publicationType: "law" };

/** The units of the plan with their texts. */
export function unitsOf({ plan, source }: Pick<WriteCommand, "plan" | "source">): readonly UnitArguments[] {
  return [...plan.units].map((unit) => ({
    ...unit,
    body: Buffer.from(source.subarray(unit.startByte, unit.endByte)).toString("utf8"),
  }));
}

/** The call that creates the units. */
export function createSql(
  units: readonly UnitArguments[],
  { actor, owner, publicationType }: CallArguments = COMMON,
): string {
  const list = (name: keyof UnitArguments) => textArray(units.map((unit) => unit[name]));
  return `select * from public.fn_iu_create_many(${list("address")}, ${list("title")}, ${list("body")}, ${list("kind")},
    ${list("sectionType")}, ${list("parent")}, '${actor}', '${owner}', '${publicationType}')`;
}

/** The call that enacts the addresses. */
export function enactSql(
  addresses: readonly string[],
  { decision, changeSet }: { readonly decision: string; readonly changeSet: string },
): string {
  return `select * from public.fn_iu_enact_many(${textArray(addresses)}, 'cutter_exec', '${decision}', 'enacted', '${changeSet}', 'enact', 'exec:1', false)`;
}

/** The call that withdraws the addresses; the change set is null where the run has no ledger. */
export function withdrawSql(
  addresses: readonly string[],
  { decision, changeSet }: { readonly decision: string; readonly changeSet: string | null },
): string {
  return `select * from public.fn_iu_withdraw_many(${textArray(addresses)}, 'cutter_exec', '${decision}', ${literal(changeSet)}, 'compensate')`;
}

/** The decision of a gate about a document. */
export function decisionSql(decision: {
  readonly id: string;
  readonly runId: string;
  readonly gate: string;
  readonly documentId: string;
  readonly changeSet: string | null;
}): string {
  const { id, runId, gate, documentId, changeSet } = decision;
  const verdict = gate === "SG_3_compensation_authz" ? "revert" : "approve";
  return `insert into cutter_governance.review_decision
      (review_decision_id, run_id, gate, verdict, document_id, change_set_id, payload_sha256, reason)
    values ('${id}', '${runId}', '${gate}', '${verdict}', '${documentId}', ${literal(changeSet)}, repeat('0', 64), 'r')`;
}

export function textArray(values: readonly (string | null)[]): string {
  return `array[${values.map(literal).join(", ")}]::text[]`;
}

export function literal(value: string | null): string {
  return value === null ? "null" : `'${value.replaceAll("'", "''")}'`;
}
