import type { Found } from "../../../domain/adoption.ts";
import type { BatchRequest } from "../../../domain/batch-request.ts";
import type { Gate } from "../../../domain/gates.ts";
import { accepted, type Result } from "../../../domain/result.ts";
import type { KnowledgeBase } from "../../../ports/knowledge-base.ts";
import type { RunLedger, UsedApproval } from "../../../ports/run-ledger.ts";
import type { EngineParts } from "../../session/engine-parts.ts";
import { findBatchRequest } from "./find-batch-request.ts";
import { type FoundRequest, findRequests } from "./find-requests.ts";

/** What survives of a run: the ledger, and the requests in git. */
export interface Survey {
  /** Where the default branch stands. */
  readonly tip: string;
  readonly ledger: RunLedger;
  readonly requests: readonly FoundRequest[];
  /** The requests that the ledger names by their sha256. */
  readonly bound: Partial<Readonly<Record<Gate, FoundRequest>>>;
  /** Of a member of a batch, the list under which its approval was used, where it stands in git. */
  readonly lists: Partial<Readonly<Record<Gate, MemberList>>>;
}

export interface MemberList {
  readonly content: BatchRequest;
  readonly text: string;
  readonly payloadSha256: string;
}

/** Looks for what survives of a run, in the database first: an approval is merged before anything rests on it. */
export async function surveyRun(
  parts: EngineParts,
  live: Pick<KnowledgeBase, "ledgerOf">,
  runId: string,
): Promise<Result<Survey>> {
  const ledger = await live.ledgerOf(runId);
  await parts.repository.refresh();
  const policy = await parts.judge.policy();
  if (!policy.ok) return policy;
  const answers = ledger.uses.flatMap(({ approvalCommit, executionCommit }) => [
    approvalCommit,
    executionCommit,
  ]);
  const { repositoryId } = parts.settings;
  const asked = { runId, repositoryId, tip: policy.value.commit, answers };
  const requests = await findRequests(parts.repository, asked);
  const bound: Partial<Record<Gate, FoundRequest>> = {};
  const lists: Partial<Record<Gate, MemberList>> = {};
  for (const use of ledger.uses) {
    const named = requests.find(({ gate, payloadSha256 }) => isNamed(use, gate, payloadSha256));
    if (named !== undefined) bound[use.gate] = named;
    const list = await findBatchRequest(parts.repository, { ...asked, use });
    if (list !== null) lists[use.gate] = list;
  }
  return accepted({ tip: policy.value.commit, ledger, requests, bound, lists });
}

function isNamed(use: UsedApproval, gate: Gate, payloadSha256: string): boolean {
  return use.gate === gate && use.payloadSha256 === payloadSha256;
}

/** What the journal says of it. */
export function describeFound({ ledger, requests, bound }: Survey): Found {
  return {
    requests: requests.map(({ gate, payloadSha256, commit }) => ({
      gate,
      payloadSha256,
      commit,
      isBound: bound[gate]?.payloadSha256 === payloadSha256,
    })),
    approvals: ledger.uses.map(
      ({ gate, payloadSha256, approvalCommit, executionCommit, persons, usedUtc }) => ({
        ...{ gate, payloadSha256, approvalCommit, executionCommit },
        persons: [...persons],
        usedUtc,
      }),
    ),
    receipts: ledger.receipts.map(({ effect, payloadSha256, resultDigest, committedUtc }) => ({
      ...{ effect, payloadSha256, resultDigest, committedUtc },
    })),
  };
}

/** What is lost with the journal, by name. */
export function listMissing({ ledger, bound, lists }: Survey): readonly string[] {
  const unfound = ledger.uses.flatMap(({ gate, payloadSha256, place }) => {
    if (bound[gate] !== undefined) return [];
    const listed = place !== null && lists[gate] !== undefined;
    return [
      `the request ${payloadSha256} of ${gate}, under which it was approved${listed ? "; the list of its batch names it" : ""}`,
    ];
  });
  return [
    "the journal, with when each approval was first seen and who has moved the run since its last request",
    "the envelope of the backup that was taken before the first write; its file may still be where backups are kept",
    "the facts that the requests bind, and the steps of the rehearsal",
    "the reports in the run's folder; those that were posted stand where people read them",
    ...unfound,
  ];
}
