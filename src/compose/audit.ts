import { createKnowledgeBase } from "../adapters/postgres/knowledge-base.ts";
import type { Environment } from "../config/environment.ts";
import type { Check } from "../domain/check.ts";
import type { JournalEntry } from "../domain/journal.ts";
import { RefusalError } from "../domain/refusal.ts";
import { type Result, refused } from "../domain/result.ts";
import { auditRun } from "../engine/audit-run.ts";
import { readLiveDatabase } from "./live-database.ts";

/** Holds the database that the environment names against what a closed run has left in it. */
export async function auditDatabase(
  entries: readonly JournalEntry[],
  environment: Environment,
): Promise<Result<readonly Check[]>> {
  try {
    await using live = createKnowledgeBase(await readLiveDatabase(environment).openSource());
    return await auditRun(entries, live);
  } catch (fault) {
    if (fault instanceof RefusalError) return refused(fault.refusal);
    throw fault;
  }
}
