import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { approvalsFolder, POLICY_PATH } from "../domain/run-paths.ts";
import type { TreeEntry } from "./git/parse-tree.ts";

/** How one path stands in a commit that changed it against at least one of its parents. */
export interface EntryChange {
  readonly commit: string;
  readonly entry: TreeEntry | null;
  readonly parents: readonly { readonly commit: string; readonly entry: TreeEntry | null }[];
  /** Whether the commit lies on the default branch's own line (first parents). */
  readonly isMainline: boolean;
}

export interface Introduction {
  /** The one commit that brought the file in. */
  readonly commit: string;
  /** Blob that it replaced, or null: the path was free. */
  readonly replaced: string | null;
  /** The commit through which the file reached the default branch: the introducing commit or a merge. */
  readonly landing: string;
}

/**
 * Finds the one commit that introduced the file as it stands now, among every change of its path in the whole history (docs/threats.md
 * rule 10): not a merge, not two commits, not taken away and brought back.
 */
export function judgeIntroduction(
  path: string,
  now: TreeEntry,
  changes: readonly EntryChange[],
): Result<Introduction> {
  const introducing = changes.filter(
    (change) => isSame(change.entry, now) && !change.parents.some((parent) => isSame(parent.entry, now)),
  );
  const [only, second] = introducing;
  if (only === undefined)
    return refusedProvenance(path, "a commit that introduced it", "none in the history");
  if (second !== undefined)
    return refusedProvenance(path, "one introducing commit", `${only.commit} and ${second.commit}`);
  if (only.parents.length > 1)
    return refusedProvenance(path, "introduced by a commit of its own", `merge commit ${only.commit}`);

  const removed = changes.find(
    (change) => !isSame(change.entry, now) && change.parents.some((parent) => isSame(parent.entry, now)),
  );
  if (removed !== undefined) {
    return refused(
      refusal("STOP_APPROVAL_WITHDRAWN", {
        field: path,
        expected: "never taken away",
        actual: `taken away in ${removed.commit}`,
      }),
    );
  }
  const landing = changes.filter(
    (change) =>
      change.isMainline && isSame(change.entry, now) && !isSame(change.parents[0]?.entry ?? null, now),
  );
  const [landed, landedAgain] = landing;
  if (landed === undefined || landedAgain !== undefined) {
    return refusedProvenance(path, "one way into the default branch", `${landing.length} ways`);
  }
  return accepted({
    commit: only.commit,
    replaced: only.parents[0]?.entry?.id ?? null,
    landing: landed.commit,
  });
}

/** Where the file is not: what the history says of it, for the reason that a person can act on (docs/threats.md C-20, C-23, C-31). */
export interface AbsenceFacts {
  readonly path: string;
  /** Commits that took away a file bound to the present request, newest first, with their messages. */
  readonly removals: readonly { readonly commit: string; readonly message: string }[];
  /** A ref outside the default branch that holds the file. */
  readonly elsewhere: string | null;
}

export function absenceRefusal(facts: AbsenceFacts): Refusal {
  const [removal] = facts.removals;
  if (removal !== undefined) {
    const isRevert = /^Revert "|This reverts commit/m.test(removal.message);
    return refusal(isRevert ? "STOP_APPROVAL_PROVENANCE" : "STOP_APPROVAL_WITHDRAWN", {
      field: facts.path,
      expected: "on the default branch",
      actual: `${isRevert ? "reverted" : "taken away"} in ${removal.commit}`,
    });
  }
  if (facts.elsewhere !== null) {
    return refusal("STOP_APPROVAL_PROVENANCE", {
      field: facts.path,
      expected: "on the default branch",
      actual: `only on ${facts.elsewhere}`,
      wayOut: "Merge the approval into the default branch with a merge commit.",
    });
  }
  return refusal("STOP_APPROVAL_NOT_FOUND", { field: facts.path, expected: "one file", actual: "none" });
}

/**
 * The change that carries an approval carries nothing else (docs/threats.md A-17, C-15). `changed` are the changed names at the top of the
 * tree, and `approvals/<name>` below it.
 */
export function refuseWiderScope(commit: string, runId: string, changed: readonly string[]): Refusal | null {
  const policy = changed.find((path) => path === POLICY_PATH || path === "approvals/keys");
  const expected = `only approvals/${runId}/`;
  if (policy !== undefined) {
    return refusal("STOP_POLICY_CHANGED", { field: `commit ${commit}`, expected, actual: policy });
  }
  const other = changed.find((path) => path !== approvalsFolder(runId));
  if (other === undefined) return null;
  return refusal("STOP_APPROVAL_PR_SCOPE", {
    field: `commit ${commit}`,
    expected,
    actual: other,
    details: changed.slice(0, 20),
  });
}

export function isSame(a: TreeEntry | null, b: TreeEntry | null): boolean {
  return a !== null && b !== null && a.id === b.id && a.mode === b.mode;
}

function refusedProvenance(path: string, expected: string, actual: string) {
  return refused(refusal("STOP_APPROVAL_PROVENANCE", { field: path, expected, actual }));
}
