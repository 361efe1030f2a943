import type { Gate } from "../domain/gates.ts";
import type { Mode } from "../domain/phases.ts";
import type { Policy } from "../domain/policy.ts";
import type { Result } from "../domain/result.ts";
import type { ApprovalToConsume } from "./knowledge-base.ts";

/**
 * Judges whether a gate is open, from raw git objects of the control repository, its trusted policy and the pinned root
 * keys. Reads only; never the network (fetching is `ControlRepository.refresh`), never writes.
 */
export interface ApprovalJudge {
  judge(question: GateQuestion): Promise<GateVerdict>;
  /** The policy that the runner trusts now. */
  policy(): Promise<Result<PolicyInForce>>;
}

export interface GateQuestion {
  readonly runId: string;
  readonly gate: Gate;
  readonly mode: Mode;
  readonly repositoryId: string;
  readonly initiator: string;
  /** The request as the runner wrote it: the exact bytes, kept in the sidecar. */
  readonly requestText: string;
  /** The runner's clock. */
  readonly now: Date;
  /** When the bot first saw each approval, by commit id; a commit that is not listed is seen now. */
  readonly firstSeen: Pick<ReadonlyMap<string, Date>, "get">;
  /** Highest policy version that sidecar or database remembers; 0 where none. */
  readonly policyFloor: number;
}

/** A gate that was judged open. */
export interface OpenGate {
  readonly gate: Gate;
  /** sha256 of the request that was judged and that the approval binds. */
  readonly payloadSha256: string;
  readonly approval: ApprovalToConsume;
  /** The review decision that the gate's effect records, or null where it records none. */
  readonly reviewDecisionId: string | null;
  /** The earliest end of the approval's and the execution authorisation's lifetime. */
  readonly expiresUtc: string;
}

export interface GateVerdict {
  /** The open gate and the policy under which it is open, or why it stays shut. */
  readonly result: Result<{
    readonly opened: OpenGate;
    readonly policyVersion: number;
    readonly solo: boolean;
  }>;
  /** Commits to remember as seen now. */
  readonly seen: readonly string[];
}

export interface PolicyInForce {
  readonly version: number;
  readonly sha256: string;
  /** One person alone can start a run and open every gate. */
  readonly solo: boolean;
  /** The whole policy, so that people can be told who may open which gate. */
  readonly policy: Policy;
}
