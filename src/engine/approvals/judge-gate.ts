import { EXECUTION_GATE, refuseUnsafeId } from "../../domain/approval.ts";
import { concernsOfRequest } from "../../domain/concerns.ts";
import { quorumFor, type RuleName } from "../../domain/policy.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { gatePath, POLICY_PATH } from "../../domain/run-paths.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import type { GateQuestion } from "../../ports/approvals.ts";
import { refuseBeyondPolicy } from "../../trust/beyond-policy.ts";
import { refuseForeignRequest, refuseOtherPolicy } from "../../trust/binding.ts";
import type { TreeEntry } from "../../trust/git/parse-tree.ts";
import { gateFiles } from "../../trust/paths.ts";
import { judgeQuorum, signersOf, type ValidStatement } from "../../trust/quorum.ts";
import type { StatementKind } from "../../trust/statement.ts";
import { readApprovalsAtTip } from "./approvals-at-tip.ts";
import { judgeCandidate, readCandidate } from "./candidate.ts";
import type { Candidate, CandidateContext } from "./candidate-context.ts";
import { findHoldBranch } from "./hold-branch.ts";
import type { JudgeTools } from "./judge-tools.ts";
import { type KeptHeads, openKeptHeads } from "./kept-heads.ts";
import { parseRequest } from "./parse-request.ts";
import { refuseOtherList } from "./refuse-other-list.ts";
import type { TrustedPolicy } from "./trusted-policy.ts";
import type { SignedCommit } from "./verify-commit.ts";
import { readAbsence, refuseWithdrawal } from "./withdrawal.ts";

export interface GateStatements {
  readonly approved: readonly ValidStatement[];
  readonly armed: readonly ValidStatement[];
  readonly policy: TrustedPolicy;
  readonly nonce: string;
  readonly payloadSha256: string;
}

/** Commits whose signature was checked already, or is vouched for, by id. */
export type CheckedCommits = ReadonlyMap<string, SignedCommit>;

/**
 * Judges one gate in this order: the request, the state of the repository, the run's folder, the files and the commits that brought them
 * in, the policy, and then each statement under it. `seen` collects the commits of the files.
 */
export async function judgeGate(
  tools: JudgeTools,
  question: GateQuestion,
  seen: Set<string>,
  known: CheckedCommits = new Map(),
): Promise<Result<GateStatements>> {
  const prepared = await prepareGate(tools, question, known);
  if (!prepared.ok) return prepared;
  const { context, files, tip } = prepared.value;
  const [approvals, executions] = await Promise.all([
    readCandidates(context, "approval", files?.approvals ?? []),
    readCandidates(context, "execution", files?.executions ?? []),
  ]);
  for (const id of commitsOf([...approvals, ...executions])) seen.add(id);
  const unread = approvals.length === 0 ? await readAbsence(context) : refusalOfAll(approvals);
  if (unread !== null) return refused(unread);

  const { content, payloadSha256 } = context.request;
  const policy = await tools.trustedPolicy(tip, question.now, question.policyFloor);
  if (!policy.ok) return refused(explainUntrusted(policy.refusal, content.policy.sha256, tip.policySha256));
  const approved = await judgeFiles(context, policy.value, approvals, question.gate);
  if (!approved.ok) return approved;
  const other = refuseOtherPolicy(content, policy.value);
  if (other !== null) return refused({ ...other, ...signersOf(approved.value) });
  const beyond = refuseBeyondPolicy(content, policy.value.policy);
  if (beyond !== null) return refused(beyond);
  if (executions.length === 0) return refused({ ...switchOff(question), ...signersOf(approved.value) });
  const armed = await judgeFiles(context, policy.value, executions, EXECUTION_GATE);
  if (!armed.ok) return armed;
  return accepted({
    approved: approved.value,
    armed: armed.value,
    policy: policy.value,
    nonce: content.nonce,
    payloadSha256,
  });
}

/** Everything that is asked before the statements themselves, and what they are judged with. */
export async function prepareGate(tools: JudgeTools, question: GateQuestion, known: CheckedCommits) {
  const unsafe = refuseUnsafeId(question.runId);
  if (unsafe !== null) return refused(unsafe);
  const content = parseRequest(question.requestText);
  if (content === null) {
    return refused(refusal("STOP_BAD_INPUT", { field: "request", expected: "iu-cutter/request/1" }));
  }
  const foreign = refuseForeignRequest(content, question);
  if (foreign !== null) return refused(foreign);
  const held = await findHoldBranch(tools.repository);
  if (held !== null) {
    return refused(
      refusal("STOP_HOLD", {
        field: held,
        message: "A HOLD branch stops every run.",
        expected: "no such branch",
        actual: "a branch",
        wayOut: `Delete the branch when the cause is settled, then resume: git push origin --delete ${held}`,
      }),
    );
  }
  const opened = await tools.openHistory();
  if (!opened.ok) return opened;
  const history = opened.value.since(content.control_commit ?? null);
  const tip = await readApprovalsAtTip(tools.reader, history, question.runId);
  if (!tip.ok) return tip;
  const request = { content, payloadSha256: sha256Hex(question.requestText) };
  const files = tip.value.folder === null ? null : gateFiles(tip.value.folder, question.gate);
  const { runId, gate } = question;
  const about = { runId, gate, payloadSha256: request.payloadSha256 };
  const withdrawn = await refuseWithdrawal(tools.reader, history, files?.withdrawal ?? null, about);
  if (withdrawn !== null) return refused(withdrawn);
  const changed = !tools.readsBeside
    ? null
    : await refuseOtherList(tools.reader, opened.value, tip.value.folder, content);
  if (changed !== null) return refused(changed);
  const seen = {
    repository: tools.repository,
    reader: tools.reader,
    aside: tools.aside,
    history,
    verifiers: tools.verifiers,
    mergedPrs: tools.mergedPrs,
    question,
    request,
    requestEntry: tools.readsBeside ? (files?.request ?? null) : null,
    checked: new Map([...known].map(([id, signed]) => [id, Promise.resolve(accepted(signed))])),
  };
  let kept: Promise<KeptHeads> | null = null;
  const keptHeads = () => {
    kept ??= openKeptHeads(seen);
    return kept;
  };
  const context: CandidateContext = { ...seen, keptHeads };
  return accepted({ context, files, tip: tip.value });
}

export async function readCandidates(
  context: CandidateContext,
  kind: StatementKind,
  entries: readonly TreeEntry[],
): Promise<readonly Candidate[]> {
  return await Promise.all(entries.map((entry) => readCandidate(context, kind, entry)));
}

function commitsOf(candidates: readonly Candidate[]): readonly string[] {
  return candidates.flatMap(({ found }) =>
    found.ok ? [found.value.introduction.commit, found.value.introduction.landing] : [],
  );
}

/** If none of the files can be read and traced to a commit, the first reason is the verdict, before the policy is read. */
function refusalOfAll(candidates: readonly Candidate[]): Refusal | null {
  const [first] = candidates;
  if (first === undefined || first.found.ok || candidates.some(({ found }) => found.ok)) return null;
  return first.found.refusal;
}

async function judgeFiles(
  context: CandidateContext,
  trusted: TrustedPolicy,
  candidates: readonly Candidate[],
  name: RuleName,
): Promise<Result<readonly ValidStatement[]>> {
  const judged = await Promise.all(candidates.map((each) => judgeCandidate(context, each, trusted)));
  const quorum = quorumFor(trusted.policy.gates[name], concernsOfRequest(context.request.content));
  return judgeQuorum(name, quorum, judged);
}

/** An untrusted policy other than the request's was changed together with the approval, or for it (docs/threats.md C-15). */
function explainUntrusted(fault: Refusal, requested: string, present: string | null): Refusal {
  if (fault.reason !== "STOP_POLICY_UNTRUSTED" || present === null || present === requested) return fault;
  return refusal("STOP_POLICY_CHANGED", {
    field: POLICY_PATH,
    expected: `sha256 ${requested}, signed by the root key`,
    actual: `sha256 ${present}, ${fault.actual ?? "not signed by the root key"}`,
  });
}

function switchOff(question: GateQuestion): Refusal {
  return refusal("STOP_KILL_SWITCH_OFF", {
    field: gatePath(question, "execution"),
    expected: "an execution authorisation",
    actual: "none",
  });
}
