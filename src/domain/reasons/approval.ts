import type { ReasonTable } from "./reason.ts";

/** Reasons about approvals and policy: *not genuine* and *not allowed* are different rows. */
export const APPROVAL_REASONS = {
  STOP_APPROVAL_REQUIRED: {
    sentence: "The next gate waits for a human approval.",
    wayOut: "Read the request and approve it with `cutter approve --push`, then resume.",
    exitCode: 0,
  },
  STOP_APPROVAL_NOT_FOUND: {
    sentence: "There is no approval file for this gate on the default branch.",
    wayOut:
      "Approve with `cutter approve --push`; where there is a pull request, merge it with a merge commit.",
    exitCode: 3,
  },
  STOP_APPROVAL_MALFORMED: {
    sentence: "The approval file does not follow the format.",
    wayOut: "Answer again with `cutter approve --push`, which replaces it.",
    exitCode: 3,
  },
  STOP_ALLOWANCE_NOT_EXPLICIT: {
    sentence: "The approval does not say `allowance: explicit`.",
    wayOut: "Answer again with `cutter approve --push`, which writes exactly that line.",
    exitCode: 3,
  },
  STOP_APPROVAL_PATH_UNSAFE: {
    sentence: "A path or run id under approvals is not one that an approval may have.",
    wayOut: "Keep exactly `approvals/<run_id>/<gate>.md` and its execution file.",
    exitCode: 3,
  },
  STOP_APPROVAL_NOT_REGULAR_FILE: {
    sentence: "The approval is not a regular file of mode 100644.",
    wayOut: "Answer again with `cutter approve --push`, which replaces it by an ordinary file.",
    exitCode: 3,
  },
  STOP_APPROVAL_CONFLICT: {
    sentence: "More than one approval claims this gate.",
    wayOut:
      "Answer again with `cutter approve --push`: it takes away what no gate has, and never what another person has signed.",
    exitCode: 3,
  },
  STOP_APPROVAL_PROVENANCE: {
    sentence: "The approval did not reach the default branch in the way that a signed commit must.",
    wayOut:
      "Answer again with `cutter approve --push`; where there is a pull request, merge it with a merge commit.",
    exitCode: 3,
  },
  STOP_APPROVAL_UNSIGNED: {
    sentence: "The commit that introduced the approval carries no signature.",
    wayOut: "Answer again with `cutter approve --push`, which signs the commit.",
    exitCode: 3,
  },
  STOP_APPROVAL_SIG_BAD: {
    sentence: "The signature does not fit the commit, or is of a kind that is not accepted.",
    wayOut: "Answer again with `cutter approve --push` and the pinned OpenPGP or SSH key.",
    exitCode: 3,
  },
  STOP_APPROVAL_SIG_AMBIGUOUS: {
    sentence: "The commit carries more than one signature.",
    wayOut: "Answer again with `cutter approve --push`, which signs once.",
    exitCode: 3,
  },
  STOP_APPROVAL_SIG_EXPIRED: {
    sentence: "The signature itself has expired.",
    wayOut: "Answer again with `cutter approve --push`, without an expiry of the signature.",
    exitCode: 3,
  },
  STOP_APPROVAL_WEAK_CRYPTO: {
    sentence: "The signature uses an algorithm or a key size that is too weak.",
    wayOut: "Answer again with `cutter approve --push`, SHA-256 or better and a key of sufficient size.",
    exitCode: 3,
  },
  STOP_APPROVAL_SIGNER_UNKNOWN: {
    sentence: "The signing key is not pinned by the policy.",
    wayOut:
      "Answer again with `cutter approve --push` and the pinned key, or change the policy under the root key.",
    exitCode: 3,
  },
  STOP_APPROVAL_SIGNER_NOT_AUTHORISED: {
    sentence: "The signer is known but may not open this gate.",
    wayOut: "Ask a person whom the policy names for this gate.",
    exitCode: 3,
  },
  STOP_APPROVAL_SELF: {
    sentence: "The person who started the run may not open this gate.",
    wayOut: "Ask another person whom the policy names.",
    exitCode: 3,
  },
  STOP_APPROVAL_KEY_EXPIRED: {
    sentence: "The signing key had expired when the approval was first seen.",
    wayOut:
      "Extend or rotate the key under a signed policy change, then answer again with `cutter approve --push`.",
    exitCode: 3,
  },
  STOP_APPROVAL_KEY_REVOKED: {
    sentence: "The signing key has been revoked.",
    wayOut: "Rotate the key under a signed policy change.",
    exitCode: 3,
  },
  STOP_APPROVAL_TIME_FUTURE: {
    sentence: "The approval is dated in the future.",
    wayOut: "Correct the clock of the signer, then answer again with `cutter approve --push`.",
    exitCode: 3,
  },
  STOP_APPROVAL_TIME_INCOHERENT: {
    sentence: "The times of the request, the approval, the commit and the signature do not agree.",
    wayOut: "Correct the clock of the signer, then answer again with `cutter approve --push`.",
    exitCode: 3,
  },
  STOP_APPROVAL_STALE: {
    sentence: "The lifetime of the approval is over.",
    wayOut: "Renew the request with `cutter orchestrate renew RUN`, then approve again.",
    exitCode: 3,
  },
  STOP_APPROVAL_RUN_MISMATCH: {
    sentence: "The approval names another run.",
    wayOut: "Approve this run.",
    exitCode: 3,
  },
  STOP_APPROVAL_GATE_MISMATCH: {
    sentence: "The approval names another gate.",
    wayOut: "Approve this gate.",
    exitCode: 3,
  },
  STOP_APPROVAL_PAYLOAD_MISMATCH: {
    sentence: "The approval binds another payload than the request of this gate.",
    wayOut: "Read the current request and approve it.",
    exitCode: 3,
  },
  STOP_LIST_CHANGED: {
    sentence: "The list of units beside the request is not the one that the request binds.",
    wayOut:
      "Put the file back as the bot committed it with the request, and read it again before you approve.",
    exitCode: 3,
  },
  STOP_APPROVAL_MODE_MISMATCH: {
    sentence: "The request of the approval is for another mode.",
    wayOut: "Approve the request of the live run.",
    exitCode: 3,
  },
  STOP_APPROVAL_ENV_MISMATCH: {
    sentence: "The request of the approval is for another database or repository.",
    wayOut: "Approve the request that this runner wrote.",
    exitCode: 3,
  },
  STOP_APPROVAL_REPLAYED: {
    sentence: "This approval has been used already; it opens a gate once.",
    wayOut: "Nothing is to be done for this gate; a new effect needs a new run and approval.",
    exitCode: 3,
  },
  STOP_APPROVAL_WITHDRAWN: {
    sentence: "The approval has been withdrawn.",
    wayOut:
      "Ask the person who withdrew it. `cutter orchestrate renew RUN` asks again; `cutter orchestrate void RUN` ends the run, or says what to do where drafts are written.",
    exitCode: 3,
  },
  STOP_APPROVAL_THRESHOLD_NOT_MET: {
    sentence: "Fewer distinct persons have approved than the policy asks for.",
    wayOut: "Ask the missing persons to approve.",
    exitCode: 3,
  },
  STOP_APPROVAL_PR_SCOPE: {
    sentence: "The change touches more than the approval of one run.",
    wayOut: "Keep the approval in a change of its own.",
    exitCode: 3,
  },
  STOP_GATE_NOT_OPEN: {
    sentence: "The run does not wait at this gate.",
    wayOut: "Approve when the request of this gate has been written.",
    exitCode: 3,
  },
  STOP_EXEC_AUTH_MISMATCH: {
    sentence: "The execution authorisation is for another run or gate.",
    wayOut:
      "Answer again with `cutter approve --push`, which authorises the execution of this gate of this run.",
    exitCode: 3,
  },
  STOP_POLICY_MISSING: {
    sentence: "There is no approval policy on the default branch.",
    wayOut: "Commit `approvals/policy.json`, signed with the root key.",
    exitCode: 3,
  },
  STOP_POLICY_INVALID: {
    sentence: "The approval policy does not follow its schema.",
    wayOut: "Correct every listed line and commit it, signed with the root key.",
    exitCode: 3,
  },
  STOP_POLICY_UNSAFE: {
    sentence: "The policy pins something that is not safe to trust.",
    wayOut: "Correct every listed line and commit it, signed with the root key.",
    exitCode: 3,
  },
  STOP_POLICY_UNTRUSTED: {
    sentence: "The last change of the policy is not signed by the pinned root key.",
    wayOut: "Let the holder of the root key sign the policy change.",
    exitCode: 3,
  },
  STOP_POLICY_ROLLBACK: {
    sentence: "The policy is older than one that was already seen.",
    wayOut: "Restore the newest policy on the default branch.",
    exitCode: 3,
  },
  STOP_POLICY_CHANGED: {
    sentence: "A policy change stands in the same change as an approval.",
    wayOut: "Merge the policy change first, by itself.",
    exitCode: 3,
  },
  STOP_REPO_UNREACHABLE: {
    sentence:
      "The control repository could not be fetched, so nobody knows whether the run is still allowed.",
    wayOut: "Restore the connection or the credentials that git names, then resume.",
    exitCode: 3,
  },
  STOP_REPO_STATE_UNTRUSTED: {
    sentence: "The control repository is in a state that cannot be trusted.",
    wayOut: "Use a fresh full clone without replace refs, grafts or shallow history.",
    exitCode: 3,
  },
  STOP_HEAD_MOVED: {
    sentence: "The head that was merged is not the head that was checked.",
    wayOut: "Let the check run on the new head and merge again.",
    exitCode: 3,
  },
  STOP_CI_CONTEXT_UNTRUSTED: {
    sentence: "The job was started from a context that may not change anything.",
    wayOut: "Run it from the default branch by dispatch, schedule or push.",
    exitCode: 3,
  },
} as const satisfies ReasonTable;
