import { parseStatement, type Statement } from "../../domain/approval.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { TreeEntry } from "../../trust/git/parse-tree.ts";
import { type EntryChange, isSame, takenAwayRefusal } from "../../trust/provenance.ts";
import type { HistoryReader } from "./history.ts";

/** A file of a gate with what it states, and every change of its path that is known. */
export interface StatedFile {
  readonly path: string;
  /** Its name in the run's folder. */
  readonly name: string;
  readonly entry: TreeEntry;
  readonly statement: Statement;
  readonly changes: readonly EntryChange[];
}

/**
 * A file may be overwritten only to approve another request, never to change the statement on the same one (docs/threats.md G-28). A merge of
 * a commit to which the other side leads is a fast-forward by another name: how the one became the other is judged where it happened, in the
 * commits between the two (docs/threats.md G-129).
 */
export async function refuseEdit(
  reader: HistoryReader,
  file: StatedFile,
  isBefore: (earlier: string, later: string) => boolean,
): Promise<Refusal | null> {
  for (const change of file.changes.filter(({ entry }) => isSame(entry, file.entry))) {
    const carriers = change.parents.filter((parent) => isSame(parent.entry, file.entry));
    const parents = change.parents.filter(
      (parent) => !carriers.some((carrier) => isBefore(parent.commit, carrier.commit)),
    );
    for (const earlier of displacedBy({ ...change, parents })) {
      const about = await payloadOf(reader, earlier);
      if (about !== null && about !== file.statement.payloadSha256) continue;
      return refusal("STOP_APPROVAL_PROVENANCE", {
        field: file.path,
        expected: "no later edit",
        actual: `edited in ${change.commit}`,
      });
    }
  }
  return null;
}

/**
 * Refuses a statement on a request of which an earlier one was taken away, unless its proof was made after that: `isBefore` tells whether a
 * commit leads to the one that proves the statement (docs/threats.md G-82).
 */
export async function refuseRevival(
  reader: HistoryReader,
  file: Pick<StatedFile, "path" | "statement" | "changes"> & { readonly entry: TreeEntry | null },
  isBefore: (commit: string) => boolean,
): Promise<Refusal | null> {
  for (const change of file.changes.filter(({ entry }) => !isSame(entry, file.entry))) {
    for (const earlier of displacedBy(change)) {
      const isOfRequest = (await payloadOf(reader, earlier)) === file.statement.payloadSha256;
      if (isOfRequest && !isBefore(change.commit)) return takenAwayRefusal(file.path, change.commit);
    }
  }
  return null;
}

/** What the parents of a commit have at the path, and the commit has not. */
function displacedBy({ entry, parents }: EntryChange): readonly TreeEntry[] {
  return parents.flatMap((parent) =>
    parent.entry === null || isSame(parent.entry, entry) ? [] : [parent.entry],
  );
}

/** The request that the content names; null if it is no statement. */
async function payloadOf(reader: HistoryReader, entry: TreeEntry): Promise<string | null> {
  const bytes = await reader.blob(entry.id);
  const parsed = bytes === null ? null : parseStatement(bytes);
  return parsed?.ok === true ? parsed.value.payloadSha256 : null;
}
