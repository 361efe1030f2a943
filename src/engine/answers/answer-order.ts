import type { Gate } from "../../domain/gates.ts";
import type { Clock } from "../../ports/clock.ts";
import type { PersonRepository } from "../../ports/person-repository.ts";
import { type AnswerJudge, type AnswerJudgeParts, openAnswerJudge } from "../approvals/judge-answers.ts";

export interface ApproveParts {
  readonly repository: PersonRepository;
  /** How the answers are judged: the same clone, read raw. */
  readonly judging: Omit<AnswerJudgeParts, "defaultRef" | "now">;
  readonly clock: Clock;
  readonly defaultBranch: string;
}

export interface ApproveOrder {
  readonly runId: string;
  readonly gate: Gate;
  readonly decision: ApproverDecision;
  /** Id of a further person of a quorum, after whom the files are named; null for the first person. */
  readonly person: string | null;
  /** Merge into the default branch here. */
  readonly merge: boolean;
  /** Hand the answer in, in the way that the control repository takes it. */
  readonly push: boolean;
}

/** A person's decision: both statements, only one of the two, or a refusal or withdrawal. */
export type ApproverDecision = "approve" | "approve-only" | "execute-only" | "refuse" | "withdraw";

/** Whether the decision stops a gate. That needs no proof, so that nothing stands in its way. */
export function isStopping(decision: ApproverDecision): boolean {
  return decision === "refuse" || decision === "withdraw";
}

/** The judge of the gates, as if the default branch stood at the commit. */
export function judgeAt({ judging, clock }: ApproveParts, commit: string): AnswerJudge {
  return openAnswerJudge({ ...judging, defaultRef: commit, now: () => clock.now() });
}
