import { refuseUnsafeId } from "../domain/approval.ts";
import type { ReasonCode } from "../domain/reasons.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { approvalsPath, POLICY_PATH } from "../domain/run-paths.ts";

/** What a pull request is about, judged by the paths that it touches. */
export type PullScope =
  | { readonly kind: "nothing" }
  | { readonly kind: "policy" }
  | { readonly kind: "run"; readonly runId: string; readonly files: readonly string[] };

/** How many paths, and how much of each, a refusal shows. */
const MAX_SHOWN = { paths: 20, characters: 120 };

/**
 * A pull request changes the approvals of one run, or the policy with its keys, or nothing under `approvals/`. In the first two cases it
 * changes nothing else (docs/threats.md A-17). A change of `approvals/README.md` alone counts as nothing.
 */
export function judgePullScope(paths: readonly string[]): Result<PullScope> {
  const folded = paths.filter((path) => /^approvals(?:\/|$)/i.test(path.normalize("NFKC")));
  if (folded.length === 0) return accepted({ kind: "nothing" });
  const policy = paths.filter((path) => path === POLICY_PATH || path.startsWith("approvals/keys/"));
  if (policy.length === paths.length) return accepted({ kind: "policy" });
  if (paths.every((path) => path === "approvals/README.md")) return accepted({ kind: "nothing" });
  const runs = new Set(
    folded.filter((path) => !policy.includes(path)).map((path) => path.split("/")[1] ?? ""),
  );
  const [runId] = runs;
  if (policy.length > 0 && runId !== undefined) return refusedScope("STOP_POLICY_CHANGED", policy);
  if (runId === undefined) return refusedScope("STOP_APPROVAL_PR_SCOPE", paths);
  const unsafe = refuseUnsafeId(runId);
  if (unsafe !== null) return refused(unsafe);
  const prefix = approvalsPath(runId, "");
  const outside = paths.filter((path) => !path.startsWith(prefix));
  if (outside.length > 0) return refusedScope("STOP_APPROVAL_PR_SCOPE", outside);
  return accepted({ kind: "run", runId, files: paths.map((path) => path.slice(prefix.length)) });
}

function refusedScope(reason: ReasonCode, paths: readonly string[]) {
  const shown = (path: string) => JSON.stringify(path.slice(0, MAX_SHOWN.characters));
  return refused(
    refusal(reason, {
      field: "paths",
      expected: "the approvals of one run",
      actual: `${paths.length} paths, first ${shown(paths[0] ?? "")}`,
      details: paths.slice(0, MAX_SHOWN.paths).map(shown),
    }),
  );
}
