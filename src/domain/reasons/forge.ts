import type { ReasonTable } from "./reason.ts";

/** Reasons about requests, reports and workflows. */
export const FORGE_REASONS = {
  STOP_REPORT_UPLOAD_FAILED: {
    sentence: "A report could not be posted; the next phase does not start.",
    wayOut: "Restore the connection, then run `cutter orchestrate reconcile`: it posts what is missing.",
    exitCode: 3,
  },
  STOP_REPORT_REDACTION_FAILED: {
    sentence: "A text that was to be published holds something that may be a secret.",
    wayOut: "Find the secret at the named place, and rotate it.",
    exitCode: 3,
  },
  STOP_ACTOR_UNKNOWN: {
    sentence: "GitHub did not tell which account started this job, or started it again.",
    wayOut: "Restore the connection to GitHub, then start the job again.",
    exitCode: 3,
  },
  STOP_REQUEST_FAILED: {
    sentence: "The approval request could not be opened.",
    wayOut: "Restore the connection to the control repository, then run `cutter orchestrate reconcile`.",
    exitCode: 3,
  },
  STOP_REQUEST_CLOSED: {
    sentence: "Nobody can answer the request any more: its pull request was closed, or its branch is gone.",
    wayOut: "Open the request again with `cutter orchestrate renew RUN`, or with the workflow `renew`.",
    exitCode: 3,
  },
  STOP_GITHUB_TOKEN: {
    sentence: "GitHub does not accept the token.",
    wayOut: "Give the step a GITHUB_TOKEN that is neither expired nor revoked.",
    exitCode: 3,
  },
  STOP_GITHUB_FORBIDDEN: {
    sentence: "GitHub does not let this token do what was asked.",
    wayOut: "Change the setting or give the right that is named; `cutter doctor --github` looks at both.",
    exitCode: 3,
  },
  STOP_GITHUB_REPOSITORY: {
    sentence: "The repository on GitHub is archived, moved or blocked, or this token does not see it.",
    wayOut: "Do what is named with the repository, or correct `github.owner` and `github.repo`.",
    exitCode: 3,
  },
  STOP_GITHUB_RULES: {
    sentence: "A rule of the repository refuses what the bot writes.",
    wayOut: "Exclude `refs/heads/cutter/**` from the rule that GitHub names.",
    exitCode: 3,
  },
} as const satisfies ReasonTable;
