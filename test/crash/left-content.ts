import { GOVERNED_TABLES } from "../../src/domain/tables.ts";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import type { TestSetup } from "../support/test-setup.ts";

/** A run, and the prefix of its document. */
export interface Left {
  readonly runId: string;
  readonly prefix: string;
}

/** Of each table: digest and number of the rows that a run has left in it. */
type Content = Readonly<Record<string, string>>;

/** Ids of runs, and prefixes of documents as they stand before a slash of an address. */
const OWNERS = /ictr-[0-9TZ]+-[0-9a-f]{8}|[A-Z0-9-]+(?=\/)/g;

/**
 * What each run has left in the database, without what differs between any two runs: ids, times, transactions, the run's own name. By the id of
 * the run; each table is read once.
 */
export async function readContents(
  setup: TestSetup,
  lefts: readonly Left[],
): Promise<ReadonlyMap<string, Content>> {
  await using owner = await setup.owner();
  const owners = new Map(
    lefts.flatMap((left) => [[left.runId, left] as const, [left.prefix, left] as const]),
  );
  const contents = new Map<string, Record<string, string>>(lefts.map(({ runId }) => [runId, {}]));
  // A leg that is begun again has a new permit; the one that nobody consumed stays.
  for (const table of GOVERNED_TABLES.filter((name) => name !== "cutter_governance.write_permit")) {
    const { rows } = await owner.query<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t`);
    const own = new Map<Left, string[]>(lefts.map((left) => [left, []]));
    for (const { row } of rows)
      for (const left of new Set((row.match(OWNERS) ?? []).map((name) => owners.get(name))))
        if (left !== undefined) own.get(left)?.push(neutral(row, left.runId, left.prefix));
    for (const [{ runId }, found] of own) {
      const content = contents.get(runId);
      if (content !== undefined) content[table] = `${sha256Hex(found.sort().join("\n"))} ${found.length}`;
    }
  }
  return contents;
}

/** The row without what differs between any two runs. */
export function neutral(row: string, runId: string, prefix: string): string {
  return (
    row
      .replaceAll(runId, "RUN")
      .replaceAll(prefix, "PREFIX")
      .replace(/document-\d+/g, "DOCUMENT")
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UUID")
      .replace(/\d{4}-\d{2}-\d{2}T[0-9:.+Z]+/g, "TIME")
      // A member of a batch names its place in the approved list, a single run none.
      .replace(/"batch_(?:id|nonce|index)": (?:null|"[^"]*"|\d+)/g, "PLACE")
      .replace(/"(?:xact|birth_xid|born_xact)": ?"?\d+"?/g, "XACT")
      .replace(/\b[0-9a-f]{32,64}\b/g, "DIGEST")
  );
}
