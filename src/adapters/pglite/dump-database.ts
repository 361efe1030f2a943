import { pgDump } from "@electric-sql/pglite-tools/pg_dump";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import type { DumpOrder, DumpSource } from "../../ports/dump-source.ts";
import type { Connection } from "./connection.ts";

/** Version of the engine, which package.json pins exactly; a test compares it with what the engine says. */
export const SERVER_VERSION = "18.3";

const COMPLETE = "-- PostgreSQL database dump complete";

/** PGlite's own pg_dump, run in the process between the turns of the sessions; it writes rows as INSERT. */
export function createDumpSource(connection: Connection): DumpSource {
  return {
    engine: "pglite",
    readVersion: async () => `pg_dump (PGlite) ${SERVER_VERSION}`,
    async *dump(order) {
      yield await connection.alone(async (engine) => {
        try {
          const file = await pgDump({ pg: engine, args: [...dumpArguments(order)] });
          const bytes = new Uint8Array(await file.arrayBuffer());
          if (!Buffer.from(bytes.subarray(-512)).includes(COMPLETE)) throw new Error("its output has no end");
          return bytes;
        } catch (cause) {
          const actual = cause instanceof Error ? cause.message : String(cause);
          throw new RefusalError(
            refusal("STOP_BACKUP_FAILED", { field: "pg_dump", expected: "a complete dump", actual }),
          );
        }
      });
    },
  };
}

function dumpArguments(order: DumpOrder): readonly string[] {
  const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;
  return [
    ...order.schemas.map((schema) => `--schema=${quote(schema)}`),
    ...order.withoutRows.map((table) => `--exclude-table-data=${table}`),
    ...order.excludeTables.map(({ schema, name }) => `--exclude-table=${quote(schema)}.${quote(name)}`),
  ];
}
