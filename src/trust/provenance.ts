import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { approvalsFolder, POLICY_PATH } from "../domain/run-paths.ts";
import type { TreeEntry } from "./git/parse-tree.ts";

/** The entry of one path in a commit, and in its parents, of which at least one has another entry. */
export interface EntryChange {
  readonly commit: string;
  readonly entry: TreeEntry | null;
  readonly parents: readonly { readonly commit: string; readonly entry: TreeEntry | null }[];
  /** Whether the commit lies on the default branch's own line (first parents). */
  readonly isMainline: boolean;
}

/** The one commit that brought a file in, and the blob that it replaced; null if the path was free. */
export interface Origin {
  readonly commit: string;
  readonly replaced: string | null;
}

export interface Introduction extends Origin {
  /** The commit through which the file reached the default branch: the introducing commit or a merge. */
  readonly landing: string;
}

/**
 * Finds the one commit that introduced the present file, among every change of its path in a history (docs/threats.md rule 10). Refuses a
 * file that a merge or two commits introduced, and one that was taken away at any time.
 */
export function judgeOrigin(path: string, now: TreeEntry, changes: readonly EntryChange[]): Result<Origin> {
  const [only, second] = changes.filter((change) => introduces(change, now));
  if (only === undefined)
    return refusedProvenance(path, "a commit that introduced it", "none in the history");
  if (second !== undefined)
    return refusedProvenance(path, "one introducing commit", `${only.commit} and ${second.commit}`);
  if (only.parents.length > 1)
    return refusedProvenance(path, "introduced by a commit of its own", `merge commit ${only.commit}`);
  const removed = changes.find((change) => takesAway(change, now));
  if (removed !== undefined) return refused(takenAwayRefusal(path, removed.commit));
  return accepted({ commit: only.commit, replaced: only.parents[0]?.entry?.id ?? null });
}

/** Judges the origin of a file of the default branch, and finds the one way by which it came there. */
export function judgeIntroduction(
  path: string,
  now: TreeEntry,
  changes: readonly EntryChange[],
): Result<Introduction> {
  const origin = judgeOrigin(path, now, changes);
  if (!origin.ok) return origin;
  const landing = changes.filter(
    (change) =>
      change.isMainline && isSame(change.entry, now) && !isSame(change.parents[0]?.entry ?? null, now),
  );
  const [landed, landedAgain] = landing;
  if (landed === undefined || landedAgain !== undefined) {
    return refusedProvenance(path, "one way into the default branch", `${landing.length} ways`);
  }
  return accepted({ ...origin.value, landing: landed.commit });
}

/** Whether the commit has the entry and none of its parents has it. */
export function introduces(change: EntryChange, entry: TreeEntry): boolean {
  return isSame(change.entry, entry) && !change.parents.some((parent) => isSame(parent.entry, entry));
}

/** Whether a parent of the commit has the entry and the commit does not. */
export function takesAway(change: EntryChange, entry: TreeEntry): boolean {
  return !isSame(change.entry, entry) && change.parents.some((parent) => isSame(parent.entry, entry));
}

export function takenAwayRefusal(path: string, commit: string): Refusal {
  return refusal("STOP_APPROVAL_WITHDRAWN", {
    field: path,
    expected: "never taken away",
    actual: `taken away in ${commit}`,
  });
}

/** What the history says of a missing file; it decides which reason a person is told (docs/threats.md C-20, C-23, C-31). */
export interface AbsenceFacts {
  readonly path: string;
  /** Commits that took away a file bound to the present request, with their messages; the first one gives the reason. */
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
      wayOut:
        "Merge the approval into the default branch with a merge commit; `cutter approve --push` does it where no pull request does.",
    });
  }
  return refusal("STOP_APPROVAL_NOT_FOUND", { field: facts.path, expected: "one file", actual: "none" });
}

/**
 * Refuses a commit that carries more than the approvals of one run (docs/threats.md A-17, C-15). `changed` are the changed names at the top
 * of the tree, and `approvals/<name>` for those below `approvals`.
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
