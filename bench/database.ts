import { openPgSource, type PgSettings } from "../src/adapters/postgres/connection/pg-source.ts";
import { createKnowledgeBase } from "../src/adapters/postgres/knowledge-base.ts";
import type { KnowledgeBase } from "../src/ports/knowledge-base.ts";
import type { DumpTarget, ScratchDatabase } from "../src/ports/scratch.ts";
import type { SqlSource } from "../src/ports/sql.ts";
import { install } from "../test/support/knowledge.ts";
import { realServerFactory } from "../test/support/scratch-options.ts";

/** A database of a throw-away server with the schema installed. */
export interface BenchDatabase extends AsyncDisposable {
  readonly sql: SqlSource;
  readonly knowledge: KnowledgeBase;
  /** Host, port, name and the login of every role. */
  readonly settings: PgSettings;
  /** The owner's login, for psql and pg_dump. */
  readonly owner: DumpTarget;
  /** A copy with the content that it has at this moment. */
  fork(): Promise<BenchDatabase>;
}

export async function openBenchDatabase(): Promise<BenchDatabase> {
  const known = new Map<string, PgSettings>();
  const factory = await realServerFactory({
    openPgSource(settings) {
      known.set(settings.database, settings);
      return openPgSource(settings);
    },
  });
  const scratch = await factory.start();
  await install(scratch.sql);
  return describe(scratch, known);
}

function describe(scratch: ScratchDatabase, known: ReadonlyMap<string, PgSettings>): BenchDatabase {
  const owner = scratch.dumpTarget;
  const settings = known.get(owner?.database ?? "");
  if (!owner || !settings) throw new Error("the bench needs a real server");
  return {
    sql: scratch.sql,
    knowledge: createKnowledgeBase(scratch.sql),
    settings,
    owner,
    fork: async () => describe(await scratch.fork(), known),
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  };
}
