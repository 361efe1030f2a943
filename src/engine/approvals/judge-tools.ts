import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { isObjectId } from "../../domain/text-forms.ts";
import type { ControlRepository } from "../../ports/control-repository.ts";
import type { MergedPullRequests } from "../../ports/merged-pr.ts";
import type { Folder } from "../../trust/git/parse-tree.ts";
import type { ApprovalsAtTip } from "./approvals-at-tip.ts";
import { createHistoryReader, type History, type HistoryReader } from "./history.ts";
import type { HistoryMemory } from "./known-history.ts";
import { lenientSource } from "./object-source.ts";
import { type PolicyFacts, readPolicyFacts } from "./policy-facts.ts";
import { judgePolicy, type TrustedPolicy } from "./trusted-policy.ts";
import { type KeyFile, namesSigner, type Verifiers } from "./verify-commit.ts";

export interface ApprovalJudgeParts {
  readonly repository: ControlRepository;
  /** Full name of the default branch's ref, or a commit id. */
  readonly defaultRef: string;
  /** Public root keys, pinned in the runner's own configuration. */
  readonly rootKeys: readonly KeyFile[];
  readonly verifiers: Verifiers;
  /** Null if no forge is asked; then no merge counts as a proof. */
  readonly mergedPrs?: MergedPullRequests | null;
  readonly now: () => Date;
  /** Keeps what was read of the history from one process to the next. */
  readonly memory?: HistoryMemory | null;
  /**
   * Of a proof, which holds an excerpt of the history: which commits follow which in it. The lists that people have read are not in it, nor what
   * lies beside the default branch.
   */
  readonly excerpt?: ReadonlyMap<string, readonly string[]> | null;
  /** Highest policy version that the runner remembers, for `policy()`. */
  readonly policyFloor?: () => Promise<number>;
}

/** The parts that every judgement works with. */
export interface JudgeTools {
  readonly repository: ControlRepository;
  readonly reader: HistoryReader;
  /** Reads what lies beside the default branch, which anybody may offer. */
  readonly aside: HistoryReader;
  readonly verifiers: Verifiers;
  readonly mergedPrs: MergedPullRequests | null;
  /** Whether the request and the lists that stand beside the answers are held against the request that is judged. */
  readonly readsBeside: boolean;
  /** The history of the default branch as it stands now, or why the repository cannot be judged. */
  openHistory(): Promise<Result<History>>;
  trustedPolicy(tip: ApprovalsAtTip, now: Date, floor: number): Promise<Result<TrustedPolicy>>;
}

export function openJudgeTools(parts: ApprovalJudgeParts): JudgeTools {
  const { repository, verifiers, rootKeys } = parts;
  const memory = parts.memory ?? null;
  const mayBeRooted = (content: Uint8Array) => namesSigner(verifiers, content, rootKeys);
  const joins = parts.excerpt ?? null;
  const reader = createHistoryReader(repository, memory === null ? { mayBeRooted, joins } : { memory });
  const aside = createHistoryReader(repository, { source: lenientSource(repository) });
  const known = new Map<History, Promise<Result<PolicyFacts>>>();
  const factsAt = async (history: History, approvals: Folder): Promise<Result<PolicyFacts>> => {
    const facts = known.get(history) ?? readPolicyFacts({ reader, history, approvals, rootKeys, verifiers });
    known.clear();
    known.set(history, facts);
    facts.catch(() => known.delete(history));
    return await facts;
  };
  return {
    repository,
    reader,
    aside,
    verifiers,
    mergedPrs: parts.mergedPrs ?? null,
    readsBeside: joins === null,
    async openHistory() {
      const findings = await repository.stateFindings();
      if (findings.length > 0) {
        return refused(
          refusal("STOP_REPO_STATE_UNTRUSTED", { actual: findings[0] ?? "", details: findings }),
        );
      }
      const { defaultRef } = parts;
      const tip = isObjectId(defaultRef) ? defaultRef : await repository.resolveRef(defaultRef);
      if (tip !== null) return accepted(await reader.open(tip));
      return refused(
        refusal("STOP_REPO_STATE_UNTRUSTED", {
          field: "ref",
          expected: defaultRef,
          actual: "no such branch",
        }),
      );
    },
    async trustedPolicy({ history, approvals }, now, floor) {
      const part = await factsAt(history, approvals);
      const judged = part.ok ? judgePolicy(part.value, { now, floor, isExcerpt: joins !== null }) : part;
      // A part of the history may prove that the policy counts; only all of it tells why one does not.
      if (judged.ok || history.whole === null) return judged;
      const facts = await factsAt(history.whole, approvals);
      return facts.ok ? judgePolicy(facts.value, { now, floor, isExcerpt: joins !== null }) : facts;
    },
  };
}
