import { BATCH_ID_PATTERN, type Batch, DEFAULT_RULES } from "../../domain/batch.ts";
import type { BatchRequest } from "../../domain/batch-request.ts";
import { GATE_NAMES } from "../../domain/gates.ts";
import { joinInitiators } from "../../domain/initiator.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { begunUtcOf } from "../../domain/run.ts";
import { requestBranch } from "../../domain/run-paths.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { UsedPlace } from "../../ports/run-ledger.ts";
import { parseRequest } from "../approvals/parse-request.ts";
import { readRequestText } from "../approvals/read-request.ts";
import { findBatchRequest } from "../runs/adopt/find-batch-request.ts";
import { GONE } from "../runs/adopt/is-stale.ts";
import { refuseKnown } from "../runs/adopt/refuse-adoption.ts";
import type { MemberList } from "../runs/adopt/survey.ts";
import { type AdoptOrder, isDamaged, overOwn, takeNumber } from "../runs/adopt/take-number.ts";
import { refusalOf } from "../runs/stop-run.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { refuseBase } from "../session/refuse-base.ts";
import { adoptMembers } from "./adopt-members.ts";
import { advanceBatch } from "./advance-batch.ts";
import { type BatchOutcome, outcomeOfBatch } from "./batch-outcome.ts";
import { foldBatch } from "./batch-position.ts";
import { BatchSession } from "./batch-session.ts";
import { endDamagedBatch } from "./end-damaged-batch.ts";
import { isStaleBatch } from "./is-stale-batch.ts";
import { revertBatch } from "./revert-batch.ts";
import { guardedBatch, withBatch } from "./with-batch.ts";

/**
 * Takes over a batch whose journal is lost. Its members are the runs that have used a place in it, by the ledger; each is adopted as a run is. A member
 * that had written nothing is no member any more: its document is free.
 */
export async function adoptBatch(
  parts: EngineParts,
  batchId: string,
  order: AdoptOrder,
): Promise<Result<BatchOutcome>> {
  if (!BATCH_ID_PATTERN.test(batchId))
    return refused(
      refusal("STOP_BAD_INPUT", { field: "batch", expected: "the id of a batch", actual: batchId }),
    );
  const known = await parts.sidecar.peekBatch(batchId);
  if (known.ok && !(await isStaleBatch(parts, known.value))) {
    const pending = foldBatch(known.value.entries).adoption?.pending.size ?? 0;
    return pending > 0 ? withBatch(parts, batchId, advanceBatch) : refused(refuseKnown(batchId));
  }
  if (!known.ok && !GONE.has(known.refusal.reason)) return known;
  const over = overOwn(parts.sidecar, known, order);
  const begun = await begin(parts, batchId, over);
  if (!begun.ok)
    return isDamaged(known) && begun.refusal.reason === "STOP_NOTHING_TO_ADOPT"
      ? refused(await endDamagedBatch(parts, batchId, over, begun.refusal))
      : begun;
  let isBack = false;
  const outcome = await (async () => {
    await using session = begun.value.session;
    return await guardedBatch(session, async () => {
      const stopped = await adoptMembers(session);
      isBack = stopped === null && begun.value.wasTakenBack;
      return stopped ?? (isBack ? outcomeOfBatch(session.position) : advanceBatch(session));
    });
  })();
  if (!isBack) return accepted(outcome);
  const asked = await revertBatch(parts, batchId, { execute: true });
  if (!asked.ok) return asked;
  return accepted(asked.value.outcome ?? outcome);
}

interface Begun {
  readonly session: BatchSession;
  /** Whether people were asked to let drafts of the batch be withdrawn when its journal was lost. */
  readonly wasTakenBack: boolean;
}

/** Takes the next number of the batch and makes its journal; refused where nothing is to be adopted, or somebody else has it. */
async function begin(parts: EngineParts, batchId: string, order: AdoptOrder): Promise<Result<Begun>> {
  try {
    await using live = await parts.openKnowledgeBase();
    const unfit = await refuseBase(parts, live);
    if (unfit) return refused(unfit);
    const members = await live.membersOf(batchId);
    await parts.repository.refresh();
    const policy = await parts.judge.policy();
    if (!policy.ok) return policy;
    const tip = policy.value.commit;
    const asked = await findAsked(parts, batchId, tip);
    if (members.length === 0) return refused(nothingWritten(batchId, asked, await isHere(parts, batchId)));
    const batch = await describeBatch(parts, live, { batchId, members, tip });
    const number = await takeNumber(live, batchId, order);
    if (!number.ok) return number;
    parts.crashPoints.reach("adopt:number_taken");
    const folder = await parts.sidecar.createBatch(batchId, {
      type: "adopted",
      batch: batch.batch,
      number: number.value,
      by: parts.settings.initiator,
      members: members.map(({ runId }) => runId),
      requests: [...new Set([...asked.map(({ payloadSha256 }) => payloadSha256), ...batch.requests])],
      missing: [
        "the journal of the batch, with what has become of each member",
        "its reports and receipts; those that were posted stand where people read them",
        "the own request of each member, of which the list of the batch names the digest",
        "members that had written nothing, whose documents are free",
      ],
    });
    if (!folder.ok) return folder;
    parts.crashPoints.reach("adopt:created");
    const wasTakenBack = asked.some(({ content }) => content.gate === "SG_3_compensation_authz");
    return accepted({ session: new BatchSession(parts, folder.value), wasTakenBack });
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause === null) throw fault;
    return refused(cause);
  }
}

/** The requests of the batch on the default branch and on the branches that carry them; nothing confirms them. */
async function findAsked(
  { repository, settings }: EngineParts,
  batchId: string,
  tip: string,
): Promise<readonly MemberList[]> {
  const found: MemberList[] = [];
  for (const gate of GATE_NAMES) {
    const branch = await repository.resolveRef(`refs/heads/${requestBranch({ runId: batchId, gate })}`);
    for (const commit of branch === null ? [tip] : [tip, branch]) {
      const text = await readRequestText(repository, { commit, runId: batchId, gate });
      const content = text === null ? null : parseRequest(text);
      if (text === null || content?.schema !== "iu-cutter/batch-request/1") continue;
      if (content.batch_id !== batchId) continue;
      if (content.repository_id === settings.repositoryId && content.gate === gate)
        found.push({ content, text, payloadSha256: sha256Hex(text) });
    }
  }
  return found;
}

async function isHere({ sidecar }: EngineParts, batchId: string): Promise<boolean> {
  return (await sidecar.peekBatch(batchId)).ok;
}

/** Where its journal is still here, so are the runs of its members, which keep their documents. */
function nothingWritten(batchId: string, [asked]: readonly MemberList[], isKept: boolean): Refusal {
  const documents = asked?.content.members.map(({ document_id }) => document_id) ?? [];
  const named = documents.length > 0 && documents.length <= 20 ? documents.join(" ") : "--from FILE";
  return refusal("STOP_NOTHING_TO_ADOPT", {
    field: batchId,
    expected: "a batch that can go on",
    actual: "no member of it has written anything",
    wayOut: `Nothing of it stands. ${
      isKept
        ? `Give up what is left of it here, cutter orchestrate void ${batchId} --why "…"; then start it again`
        : "Start it again"
    }: cutter orchestrate batch ${named}`,
  });
}

/** What is fixed of the batch, by the lists under which its members have written. */
async function describeBatch(
  { repository, settings }: EngineParts,
  live: KnowledgeBase,
  found: { readonly batchId: string; readonly members: readonly UsedPlace[]; readonly tip: string },
): Promise<{ readonly batch: Batch; readonly requests: readonly string[] }> {
  const { batchId, members, tip } = found;
  const requests = new Set<string>();
  const documents: string[] = [];
  const initiators = new Set<string>();
  let newest: BatchRequest | null = null;
  for (const { runId, use } of members) {
    const list = await findBatchRequest(repository, { runId, tip, use });
    const documentId = list?.content.members[use.place?.index ?? -1]?.document_id;
    documents.push(documentId ?? (await live.ledgerOf(runId)).document?.documentId ?? runId);
    if (list === null) continue;
    newest = list.content;
    requests.add(list.payloadSha256);
    initiators.add(list.content.initiator);
  }
  const tool = newest?.tool ?? settings.tool;
  const batch: Batch = {
    batchId,
    documents,
    mode: "LIVE",
    rules: newest?.rules ?? DEFAULT_RULES,
    initiator: joinInitiators(initiators.size === 0 ? [settings.initiator] : [...initiators]),
    startedUtc: begunUtcOf(batchId),
    toolVersion: tool.version,
    toolSha256: tool.sha256,
  };
  return { batch, requests: [...requests] };
}
