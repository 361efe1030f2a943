/** Where the plain dump comes from: pg_dump beside the server, or the engine in the process. */
export interface DumpSource {
  readonly engine: "postgresql" | "pglite";
  /** As the program prints it, e.g. `pg_dump (PostgreSQL) 15.18`. */
  readVersion(): Promise<string>;
  /**
   * Streams a plain SQL dump, schema and data. Throws a `RefusalError` (`STOP_BACKUP_FAILED`, `STOP_DB_TIMEOUT`, `STOP_TOOL_MISSING`)
   * before the end of the stream unless the dump is known to be complete. Ends its program when the reader stops early.
   */
  dump(order: DumpOrder): AsyncIterable<Uint8Array>;
  /** What psql prints that runs a script as the dump's own login, in the same way; its last line says that nothing is missing. Left out on PGlite. */
  readRows?(script: string, lastLine: string): AsyncIterable<Uint8Array>;
}

export interface DumpOrder {
  /** `OpenSnapshot.snapshotId`; null on PGlite. */
  readonly snapshotId: string | null;
  /** Everything but the rows. */
  readonly isSchemaOnly?: true;
  readonly schemas: readonly string[];
  /** Qualified names of tables that are dumped without their rows. */
  readonly withoutRows: readonly string[];
  readonly excludeTables: readonly { readonly schema: string; readonly name: string }[];
}
