import { type Check, check } from "../domain/check.ts";
import type { JournalEntry } from "../domain/journal.ts";
import { describeClaim } from "../domain/ledger-claim.ts";
import type { Refusal } from "../domain/refusal.ts";
import { accepted, type Result } from "../domain/result.ts";
import { findUnexplained, type LedgerReaders } from "./find-unexplained.ts";
import { checkLeft } from "./runs/check-left.ts";

export interface Audit {
  readonly checks: readonly Check[];
  /** Why the ledger could not be compared with git; null where it was. */
  readonly unread: Refusal | null;
}

/**
 * Whether the database still holds what a closed run has left in it: every receipt and every consumed approval, each text as its hash and
 * the ledger name it, and the rows of the document that stood when the run was closed; and whether an approval in git explains every row of
 * the ledger, of whatever run. Journals of releases that did not keep the rows of the document are checked without them.
 */
export async function auditRun(
  entries: readonly JournalEntry[],
  readers: LedgerReaders,
): Promise<Result<Audit>> {
  await using live = await readers.openKnowledgeBase();
  const left = await checkLeft(entries, live);
  if (!left.ok) return left;
  const unexplained = await findUnexplained(readers, null);
  if (!unexplained.ok) return accepted({ checks: left.value, unread: unexplained.refusal });
  const rows = unexplained.value.map(describeClaim).join("; ");
  const explained = check("rows of the ledger that no approval in git explains", "none", rows || "none");
  return accepted({ checks: [...left.value, explained], unread: null });
}
