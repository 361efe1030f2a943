import { derivedId } from "../../../domain/derived-id.ts";
import type { PlanOutline } from "../../../domain/plan.ts";
import type { DatabaseIdentity } from "../../../ports/knowledge-base.ts";

/** The rows of the ledger whose ids are derived, so that the same effect can't be recorded twice under new ids. */
export type LedgerKind =
  | "backlog_entry"
  | "backlog_history"
  | "envelope"
  | "review_decision:SG_1"
  | "review_decision:SG_3"
  | "change_set"
  | "signature:executor"
  | "verify_result"
  | "signature:verifier";

export function ledgerId(
  {
    identity,
    command,
  }: { readonly identity: DatabaseIdentity; readonly command: { readonly plan: PlanOutline } },
  kind: LedgerKind,
): string {
  return idOf(identity, command.plan, kind);
}

export function changeSetIdOf(identity: DatabaseIdentity, plan: PlanOutline): string {
  return idOf(identity, plan, "change_set");
}

function idOf(identity: DatabaseIdentity, plan: PlanOutline, kind: LedgerKind): string {
  return derivedId(identity.systemIdentifier, identity.name, plan.source.versionId, plan.writerDigest, kind);
}
