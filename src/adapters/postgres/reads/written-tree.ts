import { leafText, type UnitTree } from "../../../domain/unit-leaf.ts";
import { TreeHash } from "../../../merkle/tree-hash.ts";
import type { SqlSource } from "../../../ports/sql.ts";
import { readLeaves } from "./reader-leaves.ts";
import { openReaderSession } from "./reader-session.ts";

/** The tree over what a run has enacted, or over the days that it has set, from the rows as they are. */
export async function readWrittenTree(sql: SqlSource, runId: string): Promise<UnitTree> {
  await using session = await openReaderSession(sql, "verify");
  const tree = new TreeHash();
  for (const writes of ["version", "day"] as const)
    for await (const page of readLeaves(session, { runId, writes }))
      for (const { leaf } of page) tree.add(leafText(leaf));
  return { size: tree.size, root: tree.root() };
}
