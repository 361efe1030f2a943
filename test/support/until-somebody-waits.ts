import { setTimeout as sleep } from "node:timers/promises";
import type { KnowledgeDatabase } from "./knowledge-cluster.ts";

/** Returns when a session of the database waits for an advisory lock. */
export async function untilSomebodyWaits({ openSuperuser }: KnowledgeDatabase): Promise<void> {
  await using session = await openSuperuser();
  for (;;) {
    const { rows } = await session.query(
      "select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())",
    );
    if (rows.length > 0) return;
    await sleep(20);
  }
}
