import type { Demo } from "../../demo/demo.ts";
import type { TableReading } from "../../demo/table-reading.ts";
import { type Check, check } from "../../domain/check.ts";
import { createTeller, type Telling } from "./teller.ts";

/** The end of the story of a batch: what can't be undone or used again, and what the batch leaves. */
export async function tellEndOfBatch(
  demo: Demo,
  batch: { readonly batchId: string; readonly runIds: readonly string[]; readonly enacted: TableReading },
  telling: Telling,
): Promise<{
  readonly checks: readonly Check[];
  readonly journalFile: string;
  readonly backupFile: string;
  readonly reportFolder: string;
}> {
  const { output } = telling;
  const { say, claim, checks } = createTeller(telling);
  const { batchId, runIds, enacted } = batch;

  say("it can't be undone, and the decision is used up");
  const attempts = await demo.attemptTampering();
  const replay = await demo.batch.replayPlace();
  const again = await demo.app.batches.resume(batchId);
  claim(
    check("UPDATE of an enacted unit by the owner", "refused", attempts.update.verdict),
    check("DELETE of an enacted unit by the owner", "refused", attempts.remove.verdict),
    check("TRUNCATE by the owner", "refused", attempts.truncate.verdict),
    check("a second use of a member's place, under another run", "refused", replay.verdict),
    check(
      "resuming the closed batch",
      "STOP_BATCH_CLOSED",
      (again.ok ? again.value.refusal?.reason : again.refusal.reason) ?? "went on",
    ),
    check("nothing changed by all that", enacted.digest, (await demo.readTables()).digest),
  );
  for (const { message } of [...Object.values(attempts), replay])
    output.progress.note(`the database says: ${message}`);

  say("what it leaves");
  const left = await demo.batch.readLeftovers(batchId, runIds);
  claim(
    check("reports of the batch: three waves and a receipt a gate", 8, left.reports),
    check("each names its own sha256 and its predecessor's", 8, left.chained),
    check("receipts", 2, (await demo.batch.listFiles(batchId, "receipts")).length),
    check("sealed members whose seal the batch names", runIds.length, left.sealed),
    check("files of the batch that are as its seal names them", left.files, left.unchanged),
    check("the backup names exactly its one recipient", demo.recipient, left.backupRecipient),
    check("the backup decrypts with the recipient's key and holds the tables", true, left.backupDecrypts),
  );
  const { journalFile, backupFile, reportFolder } = left;
  return { checks, journalFile, backupFile, reportFolder };
}
