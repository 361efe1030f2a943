import type { Gate } from "../domain/gates.ts";
import type { ApprovalToConsume } from "../domain/opened-gate.ts";
import type { Mode } from "../domain/phases.ts";
import type { Policy } from "../domain/policy.ts";
import type { Refusal } from "../domain/refusal.ts";

/**
 * Judges whether a gate is open, from raw git objects of the control repository, its trusted policy and the pinned root
 * keys. Reads only; never the network (fetching is `ControlRepository.refresh`), never writes.
 */
export interface ApprovalJudge {
  judge(question: GateQuestion): Promise<GateVerdict>;
  /** The policy that the runner trusts now: its version and sha256, and whether one person alone can open every gate. */
  policy(): Promise<PolicyVerdict>;
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

export type GateVerdict =
  | {
      readonly verdict: "open";
      readonly approval: ApprovalToConsume;
      /** SG_2 only. */
      readonly reviewDecisionId: string | null;
      /** The earliest end of the approval's and the execution authorisation's lifetime. */
      readonly expiresUtc: string;
      readonly policyVersion: number;
      readonly policySha256: string;
      readonly solo: boolean;
      /** Commits to remember as seen now. */
      readonly seen: readonly string[];
    }
  | { readonly verdict: "refused"; readonly refusal: Refusal; readonly seen: readonly string[] };

export type PolicyVerdict =
  | {
      readonly verdict: "trusted";
      readonly version: number;
      readonly sha256: string;
      readonly solo: boolean;
      /** The whole policy, so that people can be told who may open which gate. */
      readonly policy: Policy;
    }
  | { readonly verdict: "refused"; readonly refusal: Refusal };
