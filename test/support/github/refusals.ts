import type { FaultKind } from "./faults.ts";

/** Refusals in GitHub's own words, as its API answers them. */
export const REFUSALS = {
  actionsMayNotOpen: answer(403, "GitHub Actions is not permitted to create or approve pull requests."),
  notForThisWorkflow: answer(403, "Resource not accessible by integration", {
    "x-accepted-github-permissions": "contents=write",
  }),
  notForThisApp: answer(403, "Resource not accessible by integration", {
    "x-accepted-github-permissions": "issues=write; pull_requests=write",
  }),
  notForThisToken: answer(403, "Resource not accessible by personal access token"),
  scopeMissing: answer(403, "Must have admin rights to Repository.", { "x-oauth-scopes": "gist" }),
  saml: answer(
    403,
    "Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.",
    { "x-github-sso": "required; url=https://github.com/orgs/icx/sso?authorization_request=A1" },
  ),
  ipAllowList: answer(
    403,
    "Although you appear to have the correct authorization credentials, the `icx` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.",
  ),
  tokenKindForbidden: answer(
    403,
    "The 'icx' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 366 days.",
  ),
  suspended: answer(403, "Sorry. Your account was suspended."),
  migrated: answer(403, "Repository has been locked for migration."),
  archived: answer(403, "Repository was archived so is read-only."),
  blocked: answer(451, "Repository access blocked"),
  badCredentials: answer(401, "Bad credentials"),
  notFound: answer(404, "Not Found"),
  moved: { kind: "redirect", status: 301, to: "/repositories/700001/pulls" },
  rules: answer(
    422,
    "Repository rule violations found\n\nCannot create ref due to creations being restricted.\n\n",
  ),
  protectedBranch: answer(422, "Reference update failed"),
  noCommits: {
    kind: "answer",
    status: 422,
    message: "Validation Failed",
    errors: [{ resource: "PullRequest", code: "custom", message: "No commits between main and x" }],
  },
  locked: answer(403, "Unable to create comment because issue is locked."),
  issuesDisabled: answer(410, "Issues are disabled for this repo"),
  deleted: answer(410, "This issue was deleted"),
  secondaryLimit: { kind: "secondary_limit", retryAfterSeconds: 1_800 },
  unavailable: answer(503, "Service Unavailable"),
} as const satisfies Readonly<Record<string, FaultKind>>;

function answer(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
  return { kind: "answer", status, message, headers } as const;
}
