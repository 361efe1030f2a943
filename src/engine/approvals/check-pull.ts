import type { AskedRequest } from "../../domain/asked-request.ts";
import { GATE_NAMES, type Gate } from "../../domain/gates.ts";
import { ruleOf } from "../../domain/policy.ts";
import { type Refusal, RefusalError, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { gatePath } from "../../domain/run-paths.ts";
import type { PolicyInForce } from "../../ports/approvals.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ControlRepository } from "../../ports/control-repository.ts";
import type { MergedPullRequests } from "../../ports/merged-pr.ts";
import type { CheckStatus, PullEvent, PullRequests } from "../../ports/pull-requests.ts";
import { type GateCheck, renderCheckComment } from "../../reports/check-comment.ts";
import { judgePullScope } from "../../trust/pull-scope.ts";
import { isStillGathering } from "../../trust/quorum.ts";
import { createApprovalJudge } from "./approval-judge.ts";
import { parseRequest } from "./parse-request.ts";
import { readRequestText } from "./read-request.ts";
import type { KeyFile, Verifiers } from "./verify-commit.ts";

/** The parts that the check works with. */
export interface PullCheckParts {
  readonly pulls: PullRequests;
  /** Opens a clone that holds the pull request's head, and reads the root keys; asked only for a pull request about a run. */
  readonly openControl: () => Promise<Result<ControlParts & AsyncDisposable>>;
  readonly verifiers: Verifiers;
  readonly clock: Clock;
  /** Removes secrets from a text that leaves the process. */
  readonly redact: (text: string) => string;
}

interface ControlParts {
  readonly repository: ControlRepository;
  readonly rootKeys: readonly KeyFile[];
}

export interface PullCheck {
  /** `elsewhere`: the pull request does not target the default branch, so it opens nothing. */
  readonly kind: "nothing" | "elsewhere" | "policy" | "run";
  readonly runId: string | null;
  readonly gates: readonly GateCheck[];
}

/** The verdict, and how it was told. */
export interface ToldPullCheck {
  readonly judged: Result<PullCheck>;
  /** The verdict as Markdown; null where the pull request was refused as a whole. */
  readonly markdown: string | null;
  /** Why the forge does not show the verdict, as it was judged all the same; null where it does. */
  readonly untold: Refusal | null;
}

/** Judges what a pull request would open once it is merged; reports it as a status and, with `comment`, as a comment. */
export async function checkPull(
  parts: PullCheckParts,
  event: PullEvent,
  { comment }: { readonly comment: boolean },
): Promise<ToldPullCheck> {
  if (event.isFork) return { judged: refused(forkRefusal()), markdown: null, untold: null };
  const judged = await judgePull(parts, event);
  const { pulls } = parts;
  const status = statusOf(judged);
  const unset = await refusalIn(() => pulls.setStatus({ sha: event.headSha, ...status }));
  if (!judged.ok) return { judged, markdown: null, untold: unset };
  const { runId, gates } = judged.value;
  if (runId === null) return { judged, markdown: `## ${status.description}\n`, untold: unset };
  const markdown = parts.redact(renderCheckComment({ runId, headSha: event.headSha, gates }));
  const { number } = event;
  const unshown = comment ? await refusalIn(() => pulls.showVerdict({ number, runId, markdown })) : null;
  return { judged, markdown, untold: unset ?? unshown };
}

/** A verdict that can't be told is still a verdict: the refusal of the forge is kept beside it. */
async function refusalIn(tell: () => Promise<void>): Promise<Refusal | null> {
  try {
    await tell();
    return null;
  } catch (thrown) {
    if (thrown instanceof RefusalError) return thrown.refusal;
    throw thrown;
  }
}

async function judgePull(parts: PullCheckParts, event: PullEvent): Promise<Result<PullCheck>> {
  const facts = await parts.pulls.readFacts(event.number);
  if (facts.isFork) return refused(forkRefusal());
  if (facts.headSha !== event.headSha) {
    return refused(
      refusal("STOP_HEAD_MOVED", { field: "head", expected: event.headSha, actual: facts.headSha }),
    );
  }
  // A status belongs to a commit: a success under another branch's policy would also count for this head here.
  if (facts.baseRef !== facts.defaultBranch) return accepted({ ...nothing(), kind: "elsewhere" });
  const paths = await parts.pulls.readChangedPaths({ base: facts.baseSha, head: event.headSha });
  if (!paths.ok) return paths;
  const scope = judgePullScope(paths.value);
  if (!scope.ok) return scope;
  if (scope.value.kind !== "run") return accepted({ ...nothing(), kind: scope.value.kind });
  const { runId, files } = scope.value;
  const opened = await parts.openControl();
  if (!opened.ok) return opened;
  await using control = opened.value;
  const asked = { ...parts, ...control };
  const requests: WrittenRequest[] = [];
  for (const gate of GATE_NAMES) requests.push(...(await readRequest(asked, event, { runId, gate })));
  const since = requests.at(-1)?.content.control_commit ?? null;
  const policy = await openJudgeAt(asked, event.baseSha, null).policy(since);
  if (!policy.ok) return policy;
  const checks: GateCheck[] = [];
  for (const gate of GATE_NAMES.filter((name) => files.some((file) => isApprovalOf(name, file)))) {
    const request = requests.find((written) => written.gate === gate) ?? null;
    checks.push(await checkGate(asked, event, { runId, gate, request, policy: policy.value }));
  }
  return accepted({ kind: "run", runId, gates: checks });
}

type JudgeParts = PullCheckParts & ControlParts;

interface GateOfRun {
  readonly runId: string;
  readonly gate: Gate;
}

interface WrittenRequest {
  readonly gate: Gate;
  readonly text: string;
  readonly content: AskedRequest;
}

/** The request of the gate as it stands at the pull request's head; nothing if there is none. */
async function readRequest(
  { repository }: JudgeParts,
  event: PullEvent,
  { runId, gate }: GateOfRun,
): Promise<readonly WrittenRequest[]> {
  const text = await readRequestText(repository, { commit: event.headSha, runId, gate });
  const content = text === null ? null : parseRequest(text);
  return text === null || content === null ? [] : [{ gate, text, content }];
}

async function checkGate(
  parts: JudgeParts,
  event: PullEvent,
  asked: GateOfRun & { readonly request: WrittenRequest | null; readonly policy: PolicyInForce },
): Promise<GateCheck> {
  const { runId, gate, request, policy } = asked;
  const countsMerges = ruleOf(policy.policy, gate).accepted.includes("merged_pr");
  const closed = (why: Refusal): GateCheck => ({
    gate,
    refusal: why,
    gathers: isStillGathering(why) ? (countsMerges ? "by merging" : "before the merge") : null,
    persons: [],
    keys: [],
    expiresUtc: null,
  });
  if (request === null)
    return closed(
      refusal("STOP_GATE_NOT_OPEN", {
        field: gatePath({ runId, gate }, "request"),
        expected: "the request of this gate",
        actual: "none",
      }),
    );
  const { result } = await openJudgeAt(parts, event.headSha, event).judge({
    runId,
    gate,
    mode: "LIVE",
    repositoryId: request.content.repository_id,
    initiator: request.content.initiator,
    requestText: request.text,
    now: parts.clock.now(),
    firstSeen: new Map(),
    policyFloor: policy.version,
    isConsumed: false,
  });
  if (!result.ok) return closed(result.refusal);
  const { approval, expiresUtc } = result.value.opened;
  const { persons, keys } = approval;
  return { gate, refusal: null, gathers: null, persons, keys, expiresUtc };
}

function openJudgeAt(parts: JudgeParts, commit: string, event: PullEvent | null) {
  const { repository, rootKeys, verifiers, clock } = parts;
  return createApprovalJudge({
    repository,
    defaultRef: commit,
    rootKeys,
    verifiers,
    mergedPrs: event === null ? null : mergeBySender(event, clock),
    now: () => clock.now(),
  });
}

/** Before the merge, the check asks whether this would be enough if the sender of the event merged exactly this head. */
function mergeBySender(event: PullEvent, clock: Clock): MergedPullRequests {
  return {
    read: async ({ landing }) => ({
      number: event.number,
      mergedById: event.senderId,
      mergedAt: clock.now(),
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

function statusOf(judged: Result<PullCheck>): CheckStatus {
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
