import { EXECUTION_GATE } from "../../domain/approval.ts";
import type { Concern } from "../../domain/concern-names.ts";
import type { Gate } from "../../domain/gates.ts";
import { type GateRule, type Policy, quorumFor, ruleOf } from "../../domain/policy.ts";
import { requestBranch } from "../../domain/run-paths.ts";
import { draftApproval } from "../../reports/approval-draft.ts";
import type { GateAnswer } from "../../reports/run-card-view.ts";
import { isInitiator } from "../../trust/signer.ts";

export interface AskedRequest {
  readonly runId: string;
  readonly gate: Gate;
  readonly payloadSha256: string;
  readonly initiator: string;
  /** What the change does that the policy may ask more persons for. */
  readonly concerns: readonly Concern[];
}

/**
 * Lists the answers that a request asks for: one, from anybody eligible, where one person can open the gate alone; else one
 * from each person who may approve or execute, on a branch of their own where a merged pull request is the proof.
 */
export function listAnswers(policy: Policy | null, asked: AskedRequest): readonly GateAnswer[] {
  const both = { approves: true, executes: true };
  const alone = {
    person: null,
    name: "",
    branch: requestBranch(asked),
    ...both,
    drafts: draftApproval({ ...asked, ...both, person: null }),
  };
  if (policy === null) return [alone];
  const [gate, execution] = [ruleOf(policy, asked.gate), ruleOf(policy, EXECUTION_GATE)];
  const [approvers, executors] = [gate, execution].map((rule) => eligible(policy, rule, asked.initiator));
  const isAlone = [gate, execution].every((rule) => quorumFor(rule, asked.concerns) === 1);
  const isOne = isAlone && String(approvers) === String(executors);
  if (isOne) return [alone];
  const merges = gate.accepted.includes("merged_pr") || execution.accepted.includes("merged_pr");
  return policy.persons.flatMap(({ id, name }) => {
    const part = { approves: approvers?.includes(id) ?? false, executes: executors?.includes(id) ?? false };
    if (!part.approves && !part.executes) return [];
    const drafts = draftApproval({ ...asked, ...part, person: id });
    return [{ person: id, name, branch: requestBranch(asked, merges ? id : null), ...part, drafts }];
  });
}

/** Ids of the persons whom the rule counts for a run of this initiator, in the order of the policy. */
export function eligible(policy: Policy, rule: GateRule, initiator: string): readonly string[] {
  return policy.persons
    .filter(({ id }) => rule.persons.includes(id))
    .filter((person) => rule.initiator_may_approve || !isInitiator(person, initiator))
    .map(({ id }) => id);
}
