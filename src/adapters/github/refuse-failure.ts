import type { ReasonCode } from "../../domain/reasons.ts";
import { type Refusal, RefusalError, refusal } from "../../domain/refusal.ts";
import { type GitHubFailure, readFailure } from "./read-failure.ts";

/** What was wanted of GitHub, for the refusal that says why it was not done. */
export interface Wanted {
  /** The reason where nothing of the token, the repository or its settings is at fault: the connection, a limit, one conversation. */
  readonly reason: ReasonCode;
  readonly expected: string;
  /** What people do once they have followed the way out. */
  readonly afterwards: string;
}

interface Row {
  readonly fits: (failure: GitHubFailure) => boolean;
  /** Null: the reason of what was wanted. */
  readonly reason: ReasonCode | null;
  readonly wayOut: (failure: GitHubFailure) => string;
}

/** What GitHub refuses, and the setting or the right by its name that lets it through. The first row that fits counts. */
const ROWS: readonly Row[] = [
  row(isLimit, null, () => "Wait until GitHub's limit has ended"),
  row(
    ({ status }) => status === 401,
    "STOP_GITHUB_TOKEN",
    () => "Give the step a GITHUB_TOKEN that is neither expired nor revoked",
  ),
  row(
    ({ said, headers }) => /\bSAML\b|single sign-on/i.test(said) || headers["x-github-sso"] !== undefined,
    "STOP_GITHUB_FORBIDDEN",
    () =>
      "Authorise the token for the organisation's single sign-on: Settings, Developer settings, Personal access tokens, Configure SSO",
  ),
  row(
    says(/\bIP allow list\b/i),
    "STOP_GITHUB_FORBIDDEN",
    () =>
      "Add the runner's address to the organisation's list: Settings, Authentication security, IP allow list; or let the bot run where the list allows it",
  ),
  row(
    says(/\bforbids access via a\b/i),
    "STOP_GITHUB_FORBIDDEN",
    () =>
      "Give the bot a token of the kind and lifetime that the organisation allows (its Settings, Personal access tokens), such as that of a GitHub App",
  ),
  row(
    says(/\baccount (?:was|is|has been) suspended\b/i),
    "STOP_GITHUB_TOKEN",
    () => "Give the bot the token of an account that is not suspended",
  ),
  row(
    says(/\blocked for (?:migration|billing)\b|\bmigrat(?:ed|ing)\b.*\blocked\b/i),
    "STOP_GITHUB_REPOSITORY",
    () => "Wait until the repository's owner has unlocked it: it is being moved, or a bill is open",
  ),
  row(
    says(/not permitted to create or approve pull requests/i),
    "STOP_GITHUB_FORBIDDEN",
    () =>
      "Turn on Settings, Actions, General, Workflow permissions, `Allow GitHub Actions to create and approve pull requests`, in the repository or, where it is greyed out, in the organisation; or give the bot the token of a GitHub App",
  ),
  row(
    says(/\barchived\b/i),
    "STOP_GITHUB_REPOSITORY",
    () => "Unarchive the repository: Settings, General, Danger Zone, Unarchive this repository",
  ),
  row(
    ({ status }) => status === 421,
    "STOP_GITHUB_REPOSITORY",
    () =>
      "Correct `github.owner` and `github.repo` of the configuration to the name that the repository has now, and `github.apiUrl` where another server was named",
  ),
  row(
    ({ status }) => status === 451,
    "STOP_GITHUB_REPOSITORY",
    () => "GitHub has taken the repository down: its owner answers the notice that GitHub sent",
  ),
  row(
    ({ status, asked }) => status === 404 && /^\w+ \/(?:api\/v3\/)?repos\//.test(asked),
    "STOP_GITHUB_REPOSITORY",
    () =>
      "GitHub says this also of what a token may not see: correct `github.owner` and `github.repo` of the configuration, and give the token access to this repository",
  ),
  row(
    says(/rule violations?|protected (?:branch|ref)|reference update failed/i),
    "STOP_GITHUB_RULES",
    () =>
      "Let the bot create and update branches under `cutter/`: Settings, Rules, Rulesets (and Branches), exclude `refs/heads/cutter/**` from the rule that GitHub names, and import `.github/rulesets/requests.json`",
  ),
  row(says(/\blocked\b/i), null, () => "Unlock the conversation of the pull request"),
  row(
    says(/issues? (?:are|has been|is) disabled/i),
    null,
    () => "Turn on Settings, General, Features, Issues",
  ),
  row(
    ({ status }) => status === 410,
    null,
    () => "The conversation was deleted: write the request again with `cutter orchestrate renew RUN`",
  ),
  row(({ status, said }) => status === 403 || isForbidden(said), "STOP_GITHUB_FORBIDDEN", askForRight),
  row(
    ({ status }) => status !== null && status >= 400 && status < 500,
    null,
    () => "Put right what GitHub names",
  ),
];

/** The refusal that a failed request stands for: GitHub's own words as what was found, what was asked as its place, and the setting that leads out. */
export function refuseFailure(failure: GitHubFailure, wanted: Wanted): Refusal {
  const { status, asked, said } = failure;
  const found = ROWS.find(({ fits }) => fits(failure));
  const actual = status === null || status === 200 ? said : `${said} (${status})`;
  return refusal(found?.reason ?? wanted.reason, {
    field: asked === "" ? "GitHub" : asked,
    expected: wanted.expected,
    actual: status === null ? `no answer: ${said}` : actual,
    ...(found === undefined ? {} : { wayOut: `${found.wayOut(failure)}; then ${wanted.afterwards}.` }),
  });
}

/** Does the work; a request that GitHub has not done is thrown as a refusal, any other error as it is. */
export async function orRefuse<T>(wanted: Wanted, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const failure = readFailure(thrown);
    throw failure === null ? thrown : new RefusalError(refuseFailure(failure, wanted));
  }
}

function row(fits: Row["fits"], reason: Row["reason"], wayOut: Row["wayOut"]): Row {
  return { fits, reason, wayOut };
}

/** Whether a refusal, not a fault of the server, says so. */
function says(words: RegExp): Row["fits"] {
  return ({ status, said }) => status !== null && status < 500 && words.test(said);
}

function isLimit({ status, said, headers }: GitHubFailure): boolean {
  if (status === 429 || /rate limit|abuse detection/i.test(said)) return true;
  return status === 403 && (headers["x-ratelimit-remaining"] === "0" || headers["retry-after"] !== undefined);
}

/** GraphQL says so under status 200. */
function isForbidden(said: string): boolean {
  return /resource not accessible by|does not have (?:the correct )?permission|insufficient scopes/i.test(
    said,
  );
}

/** The right that a request needs: as GitHub names it in a header, else by what was asked. */
const RIGHTS: readonly (readonly [path: RegExp, right: string])[] = [
  [/\/statuses\//, "statuses: write"],
  [/\/pulls|\/issues\/|\/graphql$/, "pull-requests: write"],
  [/\/rulesets|\/rules\/|\/environments|\/actions\//, "administration: read"],
  [/./, "contents: write"],
];

function askForRight({ asked, headers }: GitHubFailure): string {
  const named = headers["x-accepted-github-permissions"];
  const isRead = asked.startsWith("GET ");
  const known = RIGHTS.find(([path]) => path.test(asked))?.[1] ?? "";
  const right = typeof named === "string" && named !== "" ? inYaml(named) : isRead ? readOf(known) : known;
  const scopes = headers["x-oauth-scopes"];
  const classic = typeof scopes === "string" ? ", or the scope `repo` to the classic token" : "";
  return `Give the token \`${right}\`, under \`permissions:\` of the workflow's job or in the GitHub App or fine-grained token${classic} (in a job that a fork or Dependabot started GitHub may let it read only: start it again as somebody who may write)`;
}

/** `pull_requests=write; issues=write` as a workflow writes it; of several sets that GitHub accepts, the first. */
function inYaml(named: string): string {
  const [first = ""] = named.slice(0, 200).split(";");
  return first
    .replaceAll("_", "-")
    .replaceAll("=", ": ")
    .replace(/[^a-z:, -]/g, "")
    .trim();
}

function readOf(right: string): string {
  return right.replace(/write$/, "read");
}
