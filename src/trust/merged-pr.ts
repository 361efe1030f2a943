import type { MergedPullRequest } from "../domain/merged-pull-request.ts";
import type { Policy, PolicyPerson } from "../domain/policy.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { utc } from "../domain/run.ts";
import { SKEW_MS } from "./times.ts";

/**
 * Whose merge brought the file in: an account that the policy pins by its numeric id, of the head that the check has judged. What the
 * forge does not know is a refusal, never an approval or a denial (docs/system.md section 4, "merged PR"; docs/threats.md C-21, A-11, A-16).
 */
export function judgeMergedPr(
  policy: Policy,
  facts: MergedPullRequest | null,
  landing: string,
  moments: { readonly signed: Date; readonly firstSeen: Date },
): Result<PolicyPerson> {
  if (facts === null) {
    return refusedPullRequest("STOP_APPROVAL_PROVENANCE", "a merged pull request", "unknown to the forge");
  }
  const name = `pull request #${facts.number}`;
  if (facts.mergeCommit !== landing) {
    return refusedPullRequest("STOP_APPROVAL_PROVENANCE", `${name} merged as ${landing}`, facts.mergeCommit);
  }
  if (facts.isFromFork)
    return refusedPullRequest("STOP_CI_CONTEXT_UNTRUSTED", "a branch of this repository", "a fork");
  if (facts.checkedHead !== facts.mergedHead) {
    return refusedPullRequest(
      "STOP_HEAD_MOVED",
      `the checked head ${facts.checkedHead ?? "(none)"}`,
      facts.mergedHead,
    );
  }
  const person = policy.persons.find(({ github }) => github?.id === facts.mergedById);
  if (person === undefined) {
    return refusedPullRequest(
      "STOP_APPROVAL_SIGNER_UNKNOWN",
      "a pinned account id",
      String(facts.mergedById),
    );
  }
  if (facts.mergedAt.getTime() < moments.signed.getTime() - SKEW_MS) {
    return refusedPullRequest(
      "STOP_APPROVAL_TIME_INCOHERENT",
      `merged after ${utc(moments.signed)}`,
      utc(facts.mergedAt),
    );
  }
  if (facts.mergedAt.getTime() > moments.firstSeen.getTime() + SKEW_MS) {
    return refusedPullRequest(
      "STOP_APPROVAL_TIME_FUTURE",
      `merged before ${utc(moments.firstSeen)}`,
      utc(facts.mergedAt),
    );
  }
  return accepted(person);
}

function refusedPullRequest(reason: Refusal["reason"], expected: string, actual: string) {
  return refused(refusal(reason, { field: "merged_pr", expected, actual }));
}
