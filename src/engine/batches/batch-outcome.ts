import { GATES, type Gate } from "../../domain/gates.ts";
import { type ExitCode, exitCodeOf } from "../../domain/reasons.ts";
import { type Refusal, refusalOfRun } from "../../domain/refusal.ts";
import { type BatchPosition, isAskingAnew, isBatchOver } from "./batch-position.ts";
import { batchStateName } from "./batch-state-name.ts";

/** How a command on a batch ended, for people and programs. */
export interface BatchOutcome {
  readonly batchId: string;
  readonly state: string;
  readonly members: BatchCounts;
  readonly refusal: Refusal | null;
  /** The gate that a person has to open before anything goes on. */
  readonly waiting: { readonly gate: Gate; readonly where: string; readonly payloadSha256: string } | null;
  /** The command that leads the batch on; null where it is over, or the refusal names the way out. */
  readonly next: string | null;
  /** Members that failed, with their reason, at most twenty. */
  readonly failed: readonly {
    readonly runId: string | null;
    readonly documentId: string;
    readonly reason: string;
  }[];
  /** Members that the batch has left behind for a reason, with what is to be done about each, at most twenty. */
  readonly left: readonly {
    readonly runId: string | null;
    readonly documentId: string;
    readonly reason: string;
    readonly wayOut: string;
  }[];
  readonly exitCode: ExitCode;
}

export interface BatchCounts {
  readonly all: number;
  readonly open: number;
  readonly closed: number;
  readonly failed: number;
  readonly left: number;
  readonly withdrawn: number;
}

const MOST_TOLD = 20;

export function outcomeOfBatch(position: BatchPosition, refusal: Refusal | null = null): BatchOutcome {
  const { batch, round, members } = position;
  const isWaiting =
    !isBatchOver(position) &&
    !isAskingAnew(position) &&
    round !== null &&
    round.ended === null &&
    round.opened === null &&
    round.where !== null;
  return {
    batchId: batch.batchId,
    state: batchStateName(position),
    members: countMembers(position),
    refusal: refusal && ofBatch(refusal, position),
    waiting: isWaiting
      ? { gate: round.gate, where: round.where ?? "", payloadSha256: round.payloadSha256 }
      : null,
    next: isLedElsewhere(position) ? null : nextOfBatch(position),
    failed: members
      .filter(({ result }) => result === "failed")
      .slice(0, MOST_TOLD)
      .map(({ runId, documentId, refusal: why }) => ({ runId, documentId, reason: why?.reason ?? "" })),
    left: members
      .flatMap(({ result, runId, documentId, refusal: why }) =>
        result !== "left" || why === null
          ? []
          : [{ runId, documentId, reason: why.reason, wayOut: refusalOfRun(why, runId ?? "RUN").wayOut }],
      )
      .slice(0, MOST_TOLD),
    exitCode: refusal === null ? 0 : exitCodeOf(refusal.reason),
  };
}

export function countMembers({ members }: BatchPosition): BatchCounts {
  const count = (wanted: string) => members.filter(({ result }) => result === wanted).length;
  return {
    all: members.length,
    open: count("open"),
    closed: count("closed"),
    failed: count("failed"),
    left: count("left"),
    withdrawn: count("withdrawn"),
  };
}

/** Whether a refusal stands whose way out names another command than the one that would go on. */
export function isLedElsewhere({ ending }: BatchPosition): boolean {
  return ending?.kind === "stopped" && /\bcutter orchestrate (?!resume\b)/.test(ending.refusal.wayOut);
}

/** What leads the batch on, as commands; null where it is over. */
export function nextOfBatch(position: BatchPosition): string | null {
  const { batch, round } = position;
  const { batchId } = batch;
  if (isBatchOver(position)) return null;
  if (isAskingAnew(position)) return `cutter orchestrate resume ${batchId}`;
  if (round?.ended?.refusal)
    return round.gate === "SG_3_compensation_authz" && waitsAt(position, round.gate)
      ? GATES[round.gate].goesOn(batchId)
      : `cutter orchestrate renew ${batchId}`;
  if (round === null || round.ended !== null || round.opened !== null)
    return `cutter orchestrate resume ${batchId}`;
  const merge = round.where?.startsWith("https:") ? " merge the pull request with a merge commit," : "";
  return `cutter approve --batch ${batchId} --gate ${round.gate} --push,${merge} then ${GATES[round.gate].goesOn(batchId)}`;
}

/** Whether a member that goes on waits at the gate. */
export function waitsAt({ members }: BatchPosition, gate: Gate): boolean {
  return members.some(({ at, result }) => at === gate && result === "open");
}

/** The way out of a reason about one run leads, in a batch, to the batch, with which alone a member goes on; reasons about batches name a member as RUN. */
function ofBatch(found: Refusal, { batch: { batchId }, members }: BatchPosition): Refusal {
  if (/\bBATCH\b/.test(found.wayOut))
    return { ...found, wayOut: found.wayOut.replaceAll(/\bBATCH\b/g, batchId) };
  const named = refusalOfRun(found, batchId);
  const runs = new Set(members.map(({ runId }) => runId));
  const wayOut = named.wayOut
    .replaceAll(`--run ${batchId}`, `--batch ${batchId}`)
    .replaceAll(/\b(resume|renew|adopt) (ictr-[0-9TZ]+-[0-9a-f]{8})/g, (all, verb: string, id: string) =>
      runs.has(id) ? `${verb} ${batchId}` : all,
    );
  return { ...named, wayOut };
}
