import { type BaseNow, checkDocument, checkOthers } from "../../../domain/base-facts.ts";
import { refuseFailedChecks } from "../../../domain/check.ts";
import {
  differenceOfChanges,
  type Effect,
  expectedUpdates,
  type RowChange,
} from "../../../domain/expected-change.ts";
import { describeStored, type PlanBase, type StoredVersion } from "../../../domain/plan.ts";
import type { ReasonCode } from "../../../domain/reasons.ts";
import type { Refusal } from "../../../domain/refusal.ts";
import { refusal } from "../../../domain/refusal.ts";
import { refuseOtherHead } from "../../../domain/refuse-other-head.ts";
import { accepted, type Result, refused } from "../../../domain/result.ts";
import { WRITTEN_TABLES } from "../../../domain/tables.ts";
import type { DatabaseIdentity, PhaseReceipt, WriteOrder } from "../../../ports/knowledge-base.ts";
import { readSqlError } from "../connection/sql-error.ts";
import { CONTRACT_REASONS, contractDifferences } from "../contract/contract.ts";
import { type Catalog, schemaFactsOf } from "../contract/schema-facts.ts";
import type { ActionsByTable, RowActions } from "../reads/row-actions.ts";

export interface WhoRow {
  readonly session: string;
  readonly current: string;
  readonly now: Date | string;
}

export function refuseIdentity(
  identity: DatabaseIdentity,
  me: WhoRow | undefined,
  command: WriteOrder,
  lane: "exec" | "verify",
): Refusal | null {
  const expected = `${lane === "exec" ? "cutter_exec" : "cutter_verify"} on system ${command.systemIdentifier}, primary`;
  const role = me?.session === me?.current ? me?.session : `${me?.session} as ${me?.current}`;
  const actual = `${role} on system ${identity.systemIdentifier}, ${identity.inRecovery ? "standby" : "primary"}`;
  return expected === actual
    ? null
    : refusal("STOP_DB_IDENTITY_MISMATCH", { field: identity.name, expected, actual });
}

export function judgeReceipt(receipt: PhaseReceipt, command: WriteOrder): Result<PhaseReceipt> {
  if (receipt.payloadSha256 === command.payloadSha256) return accepted(receipt);
  return refused(
    refusal("STOP_APPROVAL_REPLAYED", {
      field: `${receipt.runId} ${receipt.effect}`,
      expected: receipt.payloadSha256,
      actual: command.payloadSha256,
    }),
  );
}

/**
 * Names the difference from the approved schema by what is out of contract; a change within the contract, such as a table made
 * anew, is a drift.
 */
export function refuseSchema(catalog: Catalog, approvedSha256: string): Refusal | null {
  const { sha256 } = schemaFactsOf(catalog);
  if (sha256 === approvedSha256) return null;
  const differences = contractDifferences(catalog);
  const reason = CONTRACT_REASONS.find((code) =>
    differences.some((difference) => difference.reason === code),
  );
  return refusal(reason ?? "STOP_DRIFT", {
    field: "schema and grants",
    expected: approvedSha256,
    actual: sha256,
    details: differences.map(
      (found) => `${found.reason} ${found.object}: expected ${found.expected}, found ${found.actual}`,
    ),
  });
}

/** Refuses where the transaction has done anything else than the effect does. */
export function refuseChange(
  before: ActionsByTable,
  after: ActionsByTable,
  { expectedChange, plan }: WriteOrder,
  effect: Effect,
): Refusal | null {
  const details = WRITTEN_TABLES.flatMap((table) => {
    const expected: RowActions = {
      inserted: expectedChange[table],
      updated: expectedUpdates(effect, table, plan.counts),
      deleted: 0,
    };
    return ACTIONS.flatMap((action) => {
      const found = after[table][action] - before[table][action];
      if (found === expected[action]) return [];
      return [`${table}: expected ${expected[action]} rows ${action}, found ${found}`];
    });
  });
  return details.length === 0 ? null : refusal("STOP_UNEXPECTED_CHANGE", { field: "rows", details });
}

const ACTIONS = ["inserted", "updated", "deleted"] as const satisfies readonly (keyof RowActions)[];

/** Refuses where the version that the plan was made of is gone or is not as it was pinned. */
export function refuseStored(stored: StoredVersion | null, { plan }: WriteOrder): Refusal | null {
  const [expected, actual] = [describeStored(plan.source), describeStored(stored)];
  if (actual === expected) return null;
  return refusal("STOP_SOURCE_CHANGED", { field: plan.source.versionId, expected, actual });
}

/** Refuses what is not written against the head of the document; what was drafted can be taken back whatever the head is. */
export function refuseMovedHead(base: PlanBase | null, { plan }: WriteOrder, effect: Effect): Refusal | null {
  if (effect === "compensation") return null;
  return refuseOtherHead(plan.source, base);
}

/**
 * Judges the rows as they stood before the effect, of tables too that it adds to or updates: afterwards the rows of such a table differ
 * rightly, and an edit of one that stood there would be taken for the effect's own. It is judged first, since what an effect meets in altered
 * rows would end the run.
 */
export function refuseAlteredRows(now: Omit<BaseNow, "others">, command: WriteOrder): Refusal | null {
  return refuseRows(now, differenceOfChanges(command.base.change, command.expectedChange), command);
}

/**
 * Judges before COMMIT what a later phase would judge: the rows of the document are the bound ones plus what the run has written,
 * and no other document was changed but by a governed run.
 */
export function refuseMovedBase(now: BaseNow, command: WriteOrder): Refusal | null {
  const { base } = command;
  return (
    refuseRows({ document: now.document }, base.change, command) ??
    refuseFailedChecks("STOP_DRIFT", checkOthers(base.facts, now, base.scope))
  );
}

/** Refuses where the rows of the document are not the bound ones plus the change. */
function refuseRows(
  now: Omit<BaseNow, "others">,
  change: RowChange,
  { base, plan }: WriteOrder,
): Refusal | null {
  const reason = base.holds.length > 0 ? "STOP_TAMPERED" : "STOP_DRIFT";
  const altered = refuseFailedChecks(reason, checkDocument(base.facts, { ...now, others: [] }, change));
  return altered && { ...altered, field: `rows of ${plan.source.docPrefix}` };
}

/** What the violation of a constraint by its name means; of any other it is STOP_INVARIANT_FAILED, after which a run can't go on. */
const MEANT: ReadonlyMap<string, ReasonCode> = new Map([
  ["permit_lives", "STOP_PERMIT_ENDED"],
  ["permit_covers", "STOP_TAMPERED"],
  ["permit_fulfilled", "STOP_TAMPERED"],
  ["effect_conflict", "STOP_EFFECT_CONFLICT"],
  ["review_decision_pkey", "STOP_APPROVAL_MALFORMED"],
]);

/** A refusal for a constraint, deferred or not, that what was written violates. */
export function refuseIntegrity(thrown: unknown): Refusal | null {
  const error = readSqlError(thrown);
  if (!error?.code.startsWith("23")) return null;
  return refusal(MEANT.get(error.constraint ?? "") ?? "STOP_INVARIANT_FAILED", {
    field: error.constraint ?? `SQLSTATE ${error.code}`,
    actual: error.message,
  });
}
