import { derivedId } from "../../domain/derived-id.ts";
import type { EffectContext } from "./write-transaction.ts";

/** What the ledger names by a derived id: the same effect can't be written twice under new names. */
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

export function ledgerId({ identity, command }: EffectContext, kind: LedgerKind): string {
  const { source, writerDigest } = command.plan;
  return derivedId(identity.systemIdentifier, identity.name, source.versionId, writerDigest, kind);
}
