import type { App } from "../../src/compose/app.ts";
import type { Check } from "../../src/domain/check.ts";
import type { JournalEntry } from "../../src/domain/journal.ts";
import { must } from "./test-setup.ts";

/** What the database holds of a closed run, and the ledger against git. */
export async function auditRun(app: App, entries: readonly JournalEntry[]): Promise<readonly Check[]> {
  await using audit = await app.openAudit();
  return [...must(await audit.left(entries)), must(await audit.explained())];
}
