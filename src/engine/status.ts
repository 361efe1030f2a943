import { GATES, type Gate, gateRow } from "../domain/gates.ts";
import type { IndexedRun } from "../domain/indexed-run.ts";
import { type Policy, quorumFor, ruleOf } from "../domain/policy.ts";
import { type Refusal, refusalOfRun } from "../domain/refusal.ts";
import { kindOf, utc } from "../domain/run.ts";
import { readUtc } from "../domain/text-forms.ts";
import type { ApprovalJudge } from "../ports/approvals.ts";
import type { Sidecar } from "../ports/sidecar.ts";
import { concernsAt } from "./gates/position-concerns.ts";
import { isOver, isUnderWay } from "./runs/index-run.ts";
import { canGoOn, countUnpublished } from "./runs/reconcile.ts";
import { findRolledBack } from "./runs/refuse-rolled-back.ts";
import { foldJournal } from "./session/fold-journal.ts";
import { goesOnBy, nextStep } from "./session/next-step.ts";
import { type RunPosition, stateName } from "./session/run-position.ts";

export interface RunStatus {
  readonly runId: string;
  readonly documentId: string;
  readonly mode: string;
  readonly state: string;
  readonly lastUtc: string;
  /** True while a living process works on the run. */
  readonly atWork: boolean;
  /** True where that process holds the kill switch on. */
  readonly armed: boolean;
  /** False where the run is over or has failed. */
  readonly isUnderWay: boolean;
  /** True where the run neither ended nor waits and no process works on it: its process died. */
  readonly abandoned: boolean;
  readonly waiting: {
    readonly gate: Gate;
    readonly where: string;
    readonly payloadSha256: string;
    readonly forPersons: readonly string[];
    readonly quorum: number;
  } | null;
  /** The commands that lead the run on; null where the refusal names the way out, a process works on the run, or it is over. */
  readonly next: string | null;
  readonly expires: readonly { readonly what: string; readonly utc: string }[];
  readonly refusal: Refusal | null;
  readonly reports: number;
  readonly unpublished: number;
}

export interface StatusQuestion {
  readonly sidecar: Sidecar;
  /** Says which requests git has, as it was fetched last. */
  readonly judge: Pick<ApprovalJudge, "requests">;
  /** The trusted policy, or null where it can't be read: then nobody is named. */
  readonly policy: Policy | null;
  readonly backupMaxAgeMinutes: number;
  readonly runId: string | null;
  /** Runs that are told with their batch. */
  readonly without?: ReadonlySet<string>;
}

/** What runs, what waits for whom, and what expires when; a run whose files are damaged is listed with its refusal. */
export async function readStatus(
  question: StatusQuestion,
): Promise<readonly (RunStatus | { readonly runId: string; readonly refusal: Refusal })[]> {
  const { sidecar, runId } = question;
  if (runId !== null) return [await readOne(question, runId)];
  const over = await sidecar.readIndex();
  const rows = [];
  // One after the other: all journals at once would not fit in memory.
  for (const each of await sidecar.listRuns())
    if (question.without?.has(each) !== true)
      rows.push(viewIndexed(over.get(each)) ?? (await readOne(question, each)));
  return rows;
}

async function readOne(question: StatusQuestion, runId: string) {
  const view = await question.sidecar.peekRun(runId);
  if (!view.ok) return { runId, refusal: view.refusal };
  const { entries, isAtWork, lease } = view.value;
  const position = foldJournal(entries);
  const status = viewStatus(position, { ...question, isAtWork, armed: isAtWork && lease !== null });
  const behind = isAtWork ? null : await findRolledBack(question.judge, view.value, position);
  return behind === null ? status : { ...status, next: null, refusal: refusalOfRun(behind, runId, runId) };
}

/** A run that is over costs its line of the index; null where that does not tell everything. */
function viewIndexed(line: IndexedRun | undefined): RunStatus | null {
  if (line?.reports === undefined) return null;
  return {
    runId: line.run_id,
    documentId: line.document_id,
    mode: line.mode,
    state: line.state,
    lastUtc: line.closed_utc,
    atWork: false,
    armed: false,
    isUnderWay: false,
    abandoned: false,
    waiting: null,
    next: null,
    expires: [],
    refusal: null,
    reports: line.reports,
    unpublished: 0,
  };
}

function viewStatus(
  position: RunPosition,
  facts: StatusQuestion & { readonly isAtWork: boolean; readonly armed: boolean },
): RunStatus {
  const { run, waiting, ending, reports } = position;
  const rule = waiting && facts.policy ? ruleOf(facts.policy, waiting.gate) : null;
  return {
    runId: run.runId,
    documentId: run.documentId,
    mode: run.mode,
    state: stateName(position),
    lastUtc: position.lastAt,
    atWork: facts.isAtWork,
    armed: facts.armed,
    isUnderWay: isUnderWay(position),
    abandoned: !facts.isAtWork && waiting === null && ending === null,
    waiting: waiting && {
      gate: waiting.gate,
      where: waiting.where,
      payloadSha256: waiting.payloadSha256,
      forPersons: rule?.persons ?? [],
      quorum: rule === null ? 1 : quorumFor(rule, concernsAt(position, waiting.gate)),
    },
    next: facts.isAtWork || isOver(position) ? null : nextStep(position),
    expires: listExpiries(position, facts.backupMaxAgeMinutes),
    refusal:
      ending !== null && "refusal" in ending
        ? refusalOfRun(ending.refusal, run.runId, goesOnBy(position))
        : null,
    reports: reports.length,
    unpublished: canGoOn(position) ? countUnpublished(position) : 0,
  };
}

function listExpiries(position: RunPosition, backupMaxAgeMinutes: number): RunStatus["expires"] {
  const { waiting, evidence, opened } = position;
  const backupTakenUtc = evidence.pre_write_backup?.takenUtc;
  const rows: { what: string; utc: string }[] = [];
  if (
    waiting &&
    gateRow(waiting.gate, kindOf(position.run)).beforeFirstWrite &&
    backupTakenUtc !== undefined
  ) {
    const end = readUtc(backupTakenUtc).getTime() + backupMaxAgeMinutes * 60_000;
    rows.push({ what: "backup (taken again after)", utc: utc(new Date(end)) });
  }
  if (waiting)
    rows.push({
      what: `an approval of ${waiting.gate}`,
      utc: `${GATES[waiting.gate].lifetimeHours} h after its signed_utc`,
    });
  for (const [gate, facts] of Object.entries(opened)) {
    if (!isOver(position)) rows.push({ what: `opened ${gate}`, utc: facts.expiresUtc });
  }
  return rows;
}
