import { createControlRepository } from "../adapters/git/create-control-repository.ts";
import type { GitHubRepository } from "../adapters/github/github-repository.ts";
import {
  MOST_FILES,
  readChangedPaths,
  readPullFacts,
  setCheckStatus,
  showVerdict,
} from "../adapters/github/pull-check.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import type { Environment } from "../config/environment.ts";
import type { JobEnvironment, PullEvent } from "../config/job-environment.ts";
import { GATE_NAMES, type Gate } from "../domain/gates.ts";
import { ruleOf } from "../domain/policy.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { createApprovalJudge } from "../engine/approvals/approval-judge.ts";
import { parseRequest } from "../engine/approvals/candidate.ts";
import { createHistoryReader } from "../engine/approvals/history.ts";
import type { KeyFile } from "../engine/approvals/verify-commit.ts";
import type { PolicyVerdict } from "../ports/approvals.ts";
import type { ControlRepository } from "../ports/control-repository.ts";
import type { MergedPullRequests } from "../ports/merged-pr.ts";
import type { Progress } from "../ports/progress.ts";
import { type GateCheck, renderCheckComment } from "../reports/check-comment.ts";
import { createRedactor } from "../reports/redact.ts";
import { judgePullScope } from "../trust/pull-scope.ts";
import { isStillGathering } from "../trust/quorum.ts";
import { openJobRepository } from "./github.ts";
import { readRootKeys } from "./root-keys.ts";
import { makeVerifiers } from "./verifiers.ts";

export interface PullCheckOrder {
  readonly job: JobEnvironment;
  readonly environment: Environment;
  readonly event: PullEvent;
  /** A clone of the control repository that holds the pull request's head. */
  readonly clone: string;
  readonly rootKeyFiles: readonly string[];
  readonly comment: boolean;
  readonly progress: Progress;
}

export interface PullCheck {
  /** `elsewhere`: it does not lead to the default branch, and so opens nothing. */
  readonly kind: "nothing" | "elsewhere" | "policy" | "run";
  readonly runId: string | null;
  readonly gates: readonly GateCheck[];
}

/** Judges what a pull request would open once it is merged, and says so as status and comment of the pull request. */
export async function checkPull(order: PullCheckOrder): Promise<Result<PullCheck>> {
  const { event } = order;
  if (event.isFork) return refused(forkRefusal());
  const gitHub = openJobRepository(order.job, order.progress);
  if (!gitHub.ok) return gitHub;
  const judged = await judgePull(order, gitHub.value);
  const status = statusOf(judged);
  await setCheckStatus(gitHub.value, { sha: event.headSha, ...status });
  if (judged.ok && judged.value.runId !== null && order.comment) {
    const { runId, gates } = judged.value;
    const redactor = createRedactor([order.job.GITHUB_TOKEN]);
    const markdown = redactor.redact(renderCheckComment({ runId, headSha: event.headSha, gates }));
    await showVerdict(gitHub.value, { number: event.number, runId, markdown });
  }
  return judged;
}

async function judgePull(order: PullCheckOrder, gitHub: GitHubRepository): Promise<Result<PullCheck>> {
  const { event } = order;
  const facts = await readPullFacts(gitHub, event.number);
  if (facts.isFork) return refused(forkRefusal());
  if (facts.headSha !== event.headSha) {
    return refused(
      refusal("STOP_HEAD_MOVED", { field: "head", expected: event.headSha, actual: facts.headSha }),
    );
  }
  // What is judged good against another branch, and its policy, would be good of the same head here.
  if (facts.baseRef !== facts.defaultBranch) return accepted({ ...nothing(), kind: "elsewhere" });
  const paths = await readChangedPaths(gitHub, { base: facts.baseSha, head: event.headSha });
  if (paths === null) return refused(tooManyPathsRefusal());
  const scope = judgePullScope(paths);
  if (scope.kind === "refused") return refused(scope.refusal);
  if (scope.kind !== "run") return accepted({ ...nothing(), kind: scope.kind });
  const rootKeys = await readRootKeys(order.rootKeyFiles);
  if (!rootKeys.ok) return rootKeys;
  await using repository = await createControlRepository({
    path: order.clone,
    searchPath: order.environment.PATH,
  });
  const parts = { repository, rootKeys: rootKeys.value };
  const base = await openJudgeAt(parts, event.baseSha, null).policy();
  if (base.verdict === "refused") return refused(base.refusal);
  const gates = GATE_NAMES.filter((gate) => scope.files.some((file) => isApprovalOf(gate, file)));
  const checks: GateCheck[] = [];
  for (const gate of gates)
    checks.push(await checkGate(parts, event, { runId: scope.runId, gate, policy: base }));
  return accepted({ kind: "run", runId: scope.runId, gates: checks });
}

interface JudgeParts {
  readonly repository: ControlRepository;
  readonly rootKeys: readonly KeyFile[];
}

async function checkGate(
  parts: JudgeParts,
  event: PullEvent,
  asked: {
    readonly runId: string;
    readonly gate: Gate;
    readonly policy: Extract<PolicyVerdict, { verdict: "trusted" }>;
  },
): Promise<GateCheck> {
  const { runId, gate, policy } = asked;
  const countsMerges = ruleOf(policy.policy, gate).accepted.includes("merged_pr");
  const closed = (why: Refusal): GateCheck => ({
    gate,
    refusal: why,
    gathers: isStillGathering(why) ? (countsMerges ? "by merging" : "before the merge") : null,
    persons: [],
    keys: [],
    expiresUtc: null,
  });
  const path = `approvals/${runId}/${gate}.request.json`;
  const requestText = await readRequestText(parts.repository, event.headSha, asked);
  const request = requestText === null ? null : parseRequest(requestText);
  if (requestText === null || request === null)
    return closed(
      refusal("STOP_GATE_NOT_OPEN", { field: path, expected: "the request of this gate", actual: "none" }),
    );
  const verdict = await openJudgeAt(parts, event.headSha, event).judge({
    runId,
    gate,
    mode: "LIVE",
    repositoryId: request.repository_id,
    initiator: request.initiator,
    requestText,
    now: systemClock.now(),
    firstSeen: new Map(),
    policyFloor: policy.version,
  });
  if (verdict.verdict === "refused") return closed(verdict.refusal);
  const { persons, keys } = verdict.approval;
  return { gate, refusal: null, gathers: null, persons, keys, expiresUtc: verdict.expiresUtc };
}

async function readRequestText(
  repository: ControlRepository,
  commit: string,
  { runId, gate }: { readonly runId: string; readonly gate: Gate },
): Promise<string | null> {
  const reader = createHistoryReader(repository);
  const entry = (await reader.runFolder(commit, runId))?.get(`${gate}.request.json`);
  const bytes = entry === undefined ? null : await reader.blob(entry.id);
  return bytes === null ? null : Buffer.from(bytes).toString("utf8");
}

function openJudgeAt({ repository, rootKeys }: JudgeParts, commit: string, event: PullEvent | null) {
  return createApprovalJudge({
    repository,
    defaultRef: commit,
    rootKeys,
    verifiers: makeVerifiers(),
    mergedPrs: event === null ? null : mergeBySender(event),
    now: () => systemClock.now(),
  });
}

/** Before the merge the check asks: would this be enough if whoever pushed last merges this very head? */
function mergeBySender(event: PullEvent): MergedPullRequests {
  return {
    read: async ({ landing }) => ({
      number: event.number,
      mergedById: event.senderId,
      mergedAt: systemClock.now(),
      mergeCommit: landing,
      mergedHead: event.headSha,
      checkedHead: event.headSha,
      isFromFork: event.isFork,
    }),
  };
}

function isApprovalOf(gate: Gate, file: string): boolean {
  return file.startsWith(`${gate}.`) && file.endsWith(".md");
}

function statusOf(judged: Result<PullCheck>): {
  readonly state: "success" | "failure" | "pending";
  readonly description: string;
} {
  if (!judged.ok)
    return { state: "failure", description: `${judged.refusal.reason}: ${judged.refusal.message}` };
  const { kind, gates } = judged.value;
  if (kind === "elsewhere")
    return { state: "pending", description: "Judged once it leads to the default branch." };
  if (kind === "nothing") return { state: "success", description: "No approval is touched." };
  if (kind === "policy")
    return {
      state: "success",
      description: "A policy change: the root key's signature decides at the runner.",
    };
  const shut = gates.filter((gate) => gate.refusal !== null);
  const refusedGate = shut.find((gate) => gate.gathers === null);
  if (refusedGate?.refusal)
    return { state: "failure", description: `${refusedGate.gate}: ${refusedGate.refusal.reason}` };
  const [gathering] = shut;
  if (gathering?.refusal) {
    const { actual, expected } = gathering.refusal;
    const state = gathering.gathers === "by merging" ? "success" : "pending";
    return { state, description: `${gathering.gate}: ${actual} of ${expected} so far.` };
  }
  if (gates.length === 0) return { state: "pending", description: "No approval yet: the request alone." };
  return { state: "success", description: `${gates.map((gate) => gate.gate).join(", ")} would open.` };
}

function tooManyPathsRefusal(): Refusal {
  return refusal("STOP_APPROVAL_PR_SCOPE", {
    field: "paths",
    expected: `fewer than ${MOST_FILES} files`,
    actual: `${MOST_FILES} or more`,
  });
}

function forkRefusal(): Refusal {
  return refusal("STOP_CI_CONTEXT_UNTRUSTED", {
    field: "head",
    expected: "a branch of this repository",
    actual: "a fork",
  });
}

function nothing(): PullCheck {
  return { kind: "nothing", runId: null, gates: [] };
}
