import { GATES, type Gate } from "../../domain/gates.ts";
import { type Policy, quorumFor, ruleOf } from "../../domain/policy.ts";
import type { Refusal } from "../../domain/refusal.ts";
import type { ApprovalJudge } from "../../ports/approvals.ts";
import type { BatchView, Sidecar } from "../../ports/sidecar.ts";
import { isOfJournal, refuseBehindGit, refuseOtherJournal } from "../session/refuse-behind.ts";
import {
  type BatchCounts,
  countMembers,
  isLedElsewhere,
  nextOfBatch,
  outcomeOfBatch,
} from "./batch-outcome.ts";
import { type BatchPosition, foldBatch, isBatchOver } from "./batch-position.ts";
import { batchStateName } from "./batch-state-name.ts";

export interface BatchStatus {
  readonly batchId: string;
  readonly state: string;
  readonly lastUtc: string;
  /** True while a living process works on the batch. */
  readonly atWork: boolean;
  readonly isOver: boolean;
  readonly members: BatchCounts;
  /** How far the newest round is; null before the first. */
  readonly round: {
    readonly gate: Gate;
    readonly members: number;
    readonly done: number;
    readonly failed: number;
    readonly left: number;
    readonly notBegun: number;
  } | null;
  readonly waiting: {
    readonly gate: Gate;
    readonly where: string;
    readonly payloadSha256: string;
    readonly forPersons: readonly string[];
    readonly quorum: number;
  } | null;
  readonly expires: readonly { readonly what: string; readonly utc: string }[];
  readonly next: string | null;
  readonly refusal: Refusal | null;
  readonly runs: readonly BatchRun[];
}

/** A member as its batch knows it. */
interface BatchRun {
  readonly documentId: string;
  readonly runId: string | null;
  readonly at: Gate | null;
  readonly result: string;
  readonly reason: string | null;
}

export interface BatchQuestion {
  readonly sidecar: Pick<Sidecar, "listBatches" | "peekBatch">;
  /** Says which requests git has, as it was fetched last. */
  readonly judge: Pick<ApprovalJudge, "requests">;
  /** The trusted policy, or null where it can't be read: then nobody is named. */
  readonly policy: Policy | null;
  readonly batchId: string | null;
}

/** Where the batches stand; one whose files are damaged is listed with its refusal. */
export async function readBatchStatus({
  sidecar,
  judge,
  policy,
  batchId,
}: BatchQuestion): Promise<
  readonly (BatchStatus | { readonly batchId: string; readonly refusal: Refusal })[]
> {
  const rows = [];
  for (const id of batchId === null ? await sidecar.listBatches() : [batchId]) {
    const view = await sidecar.peekBatch(id);
    if (!view.ok) {
      rows.push({ batchId: id, refusal: view.refusal });
      continue;
    }
    const { entries, isAtWork } = view.value;
    const position = foldBatch(entries);
    const status = viewBatch(position, { policy, isAtWork });
    const behind = isAtWork ? null : await findRolledBack(judge, view.value, position);
    rows.push(behind === null ? status : { ...status, next: null, refusal: behind });
  }
  return rows;
}

/** Whether the journal is not the newest; null of a batch that is over, and where git can't be read. */
export async function findRolledBack(
  judge: Pick<ApprovalJudge, "requests">,
  view: BatchView,
  position: BatchPosition,
): Promise<Refusal | null> {
  if (isBatchOver(position)) return null;
  const found = (await refuseOtherJournal(view)) ?? (await refuseBehindGit(judge, view));
  return found !== null && isOfJournal(found) ? found : null;
}

function viewBatch(
  position: BatchPosition,
  { policy, isAtWork }: { readonly policy: Policy | null; readonly isAtWork: boolean },
): BatchStatus {
  const { batch, round, members, lastAt, ending } = position;
  const { waiting } = outcomeOfBatch(position);
  const rule = waiting && policy ? ruleOf(policy, waiting.gate) : null;
  const settled = [...(round?.settled.values() ?? [])];
  const count = (wanted: string) => settled.filter(({ result }) => result === wanted).length;
  const cause = ending?.kind === "stopped" ? ending.refusal : (round?.ended?.refusal ?? null);
  return {
    batchId: batch.batchId,
    state: batchStateName(position),
    lastUtc: lastAt,
    atWork: isAtWork,
    isOver: isBatchOver(position),
    members: countMembers(position),
    round: round && {
      gate: round.gate,
      members: round.members.length,
      done: count("done"),
      failed: count("failed"),
      left: count("left"),
      notBegun: round.members.length - settled.length,
    },
    waiting: waiting && {
      ...waiting,
      forPersons: rule?.persons ?? [],
      quorum: rule === null ? 1 : quorumFor(rule, ["batch"]),
    },
    expires: [
      ...(waiting === null
        ? []
        : [
            {
              what: `an approval of ${waiting.gate}`,
              utc: `${GATES[waiting.gate].lifetimeHours} h after its signed_utc`,
            },
          ]),
      ...(round?.opened == null || round.ended !== null
        ? []
        : [{ what: `opened ${round.gate}`, utc: round.opened.expiresUtc }]),
    ],
    next: isAtWork || isLedElsewhere(position) ? null : nextOfBatch(position),
    refusal: cause && (outcomeOfBatch(position, cause).refusal ?? cause),
    runs: members.map(({ documentId, runId, at, result, refusal }) => ({
      documentId,
      runId,
      at,
      result,
      reason: refusal?.reason ?? null,
    })),
  };
}
