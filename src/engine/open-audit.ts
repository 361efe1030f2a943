import { type Check, check } from "../domain/check.ts";
import type { JournalEntry } from "../domain/journal.ts";
import { describeClaim } from "../domain/ledger-claim.ts";
import { accepted, type Result } from "../domain/result.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import { findUnexplained, type LedgerReaders } from "./find-unexplained.ts";
import { checkLeft } from "./runs/check-left.ts";
import { foldJournal } from "./session/fold-journal.ts";
import { isOfJournal, refuseBehindGit, refuseBehindLedger } from "./session/refuse-behind.ts";

/** What closed runs have left in the database, read over one session. */
export interface Audit extends AsyncDisposable {
  /**
   * Whether the database still holds what the run of this journal has left in it: every receipt and every consumed approval, each text as its hash and
   * the ledger name it, and the rows of the document that stood when the run was closed. Journals of releases that did not keep the
   * rows of the document are checked without them.
   */
  left(entries: readonly JournalEntry[]): Promise<Result<readonly Check[]>>;
  /** Whether an approval in git explains every row of the ledger, of whatever run; a refusal where it could not be compared. */
  explained(): Promise<Result<Check>>;
}

/** Whether the journal leads to everything that ledger and git have of the run; no row where git can't be read, which is told once for all. */
async function checkNewest(
  entries: readonly JournalEntry[],
  { live, judge }: { readonly live: KnowledgeBase } & Pick<LedgerReaders, "judge">,
): Promise<readonly Check[]> {
  const { runId } = foldJournal(entries).run;
  const ahead = refuseBehindLedger(entries, await live.ledgerRows(runId));
  const rows = [
    check("rows of the ledger to which the journal does not lead", "none", ahead?.field ?? "none"),
  ];
  const behind = await refuseBehindGit(judge, { runId, entries });
  if (behind !== null && !isOfJournal(behind)) return rows;
  return [...rows, check("requests in git that the journal does not know", "none", behind?.field ?? "none")];
}

export async function openAudit(readers: LedgerReaders): Promise<Audit> {
  const live = await readers.openKnowledgeBase();
  return {
    async left(entries) {
      const left = await checkLeft(entries, live);
      return left.ok
        ? accepted([...left.value, ...(await checkNewest(entries, { ...readers, live }))])
        : left;
    },
    async explained() {
      const unexplained = await findUnexplained(readers, null);
      if (!unexplained.ok) return unexplained;
      const rows = unexplained.value.map(describeClaim).join("; ");
      return accepted(check("rows of the ledger that no approval in git explains", "none", rows || "none"));
    },
    [Symbol.asyncDispose]: () => live[Symbol.asyncDispose](),
  };
}
