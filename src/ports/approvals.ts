import type { Gate } from "../domain/gates.ts";
import type { JournalHead } from "../domain/journal-head.ts";
import type { ClaimedApproval } from "../domain/ledger-claim.ts";
import type { OpenGate } from "../domain/open-gate.ts";
import type { Mode } from "../domain/phases.ts";
import type { Policy } from "../domain/policy.ts";
import type { Result } from "../domain/result.ts";
import type { UnitTree } from "../domain/unit-leaf.ts";

/**
 * Judges whether a gate is open, from raw git objects of the control repository, its trusted policy and the pinned root
 * keys. It only reads; the network is used only to ask a forge for merged pull requests (fetching is `ControlRepository.refresh`).
 */
export interface ApprovalJudge {
  judge(question: GateQuestion): Promise<GateVerdict>;
  /** Where the branches stand on which a verdict rests; while it is the same, nobody has taken anything back. */
  position(): Promise<string>;
  /**
   * Whether an approval of this gate that names this request (null: any request) stands, or has stood, on the default branch. It is not
   * judged: whoever writes into the ledger alone can't have put it there.
   */
  hasStood(asked: {
    readonly runId: string;
    readonly gate: Gate;
    readonly payloadSha256: string | null;
  }): Promise<boolean>;
  /**
   * What a row of the ledger says of an approval that has stood otherwise than the default branch: who has signed, when, with which keys, in which
   * commits, and the place in a batch. Null where it says the same. The approval is not judged.
   */
  misstated(asked: ApprovedPayload, said: ClaimedApproval): Promise<string | null>;
  /**
   * The tree of versions that an approved request binds for a run, by whatever stands or has stood on the default branch; null where no such
   * request is there, or it is of an earlier release. The approval is not judged.
   */
  approvedTree(asked: ApprovedPayload): Promise<UnitTree | null>;
  /**
   * The requests of a run or batch as they lie at the tip of the default branch, in the runner's own clone as it was fetched last. Nothing of
   * them is judged; a file that is no request of this gate is left out.
   */
  requests(id: string): Promise<Result<readonly RequestInGit[]>>;
  /** The policy that the runner trusts now. `since`: the commit that a request names (`control_commit`); null looks at every change. */
  policy(since?: string | null): Promise<Result<PolicyInForce>>;
}

/** What the ledger says of an approval that was used: run, gate and the sha256 of the request. */
export interface ApprovedPayload {
  readonly runId: string;
  readonly gate: Gate;
  readonly payloadSha256: string;
}

export interface RequestInGit {
  readonly gate: Gate;
  readonly payloadSha256: string;
  /** The head of the journal that it names; null where it names none, as those of earlier releases. */
  readonly journal: JournalHead | null;
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
  /** Highest policy version that the sidecar or the database remembers; 0 if there is none. */
  readonly policyFloor: number;
  /** The approval was consumed within its lifetime: how old it has become since is not asked. */
  readonly isConsumed: boolean;
}

export interface GateVerdict {
  /** The open gate and the policy that opened it, or why it stays shut. */
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
  /** True if one person alone can both start a run and open at least one gate of it. */
  readonly solo: boolean;
  /** Where the default branch stands. */
  readonly commit: string;
  /** The whole policy, so that people can be told who may open which gate. */
  readonly policy: Policy;
}
