import { isBatchId } from "../../domain/batch.ts";
import type { LedgerState, Standing } from "../../domain/drill.ts";
import type { Gate } from "../../domain/gates.ts";
import { type Refusal, RefusalError } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { CUT_ELSEWHERE } from "../runs/adopt/confirm.ts";
import type { AskedInGit } from "./read-asked.ts";
import type { LedgerSurvey } from "./survey-ledger.ts";

/** How a run or a batch stands once it was adopted, as far as both say it. */
interface AdoptedState {
  readonly state: string;
  readonly refusal: Refusal | null;
  readonly waiting: { readonly gate: Gate } | null;
  /** Of a batch, why members can't go on with it. */
  readonly left?: readonly Refusal[];
}

export interface Adopter {
  adopt(id: string): Promise<Result<AdoptedState>>;
  onEach(done: number, of: number, id: string): void;
}

interface Open {
  readonly id: string;
  readonly documentId: string | null;
  readonly has: LedgerState;
}

/**
 * Adopts every run and batch that is not over in the restored ledger, or that only git knows: those that have written first, since each keeps its
 * document, then the newest.
 */
export async function adoptEach(
  { adopt, onEach }: Adopter,
  ledger: LedgerSurvey,
  asked: readonly AskedInGit[],
): Promise<readonly Standing[]> {
  const open = listOpen(ledger, asked);
  const standings: Standing[] = [];
  for (const each of open) {
    onEach(standings.length + 1, open.length, each.id);
    standings.push(standingOf(each, await adopt(each.id)));
  }
  return standings;
}

/** A member of a batch goes on with its batch. */
function listOpen({ runs }: LedgerSurvey, asked: readonly AskedInGit[]): readonly Open[] {
  const open = new Map<string, Open>();
  const members = new Set<string>();
  for (const { runId, has, batchId, documentId } of runs.values()) {
    if (batchId !== null) members.add(batchId);
    if (has !== "drafts" && has !== "nothing") continue;
    if (batchId === null) open.set(runId, { id: runId, documentId, has });
    else open.set(batchId, { id: batchId, documentId: null, has: "drafts" });
  }
  for (const { id, runs: ofIt } of asked) {
    const [first] = ofIt;
    if (open.has(id) || runs.has(id) || members.has(id)) continue;
    open.set(id, { id, documentId: isBatchId(id) ? null : (first?.documentId ?? null), has: "nothing" });
  }
  const rank = ({ has }: Open) => (has === "nothing" ? 1 : 0);
  return [...open.values()].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? 1 : -1));
}

function standingOf(open: Open, adopted: Result<AdoptedState>): Standing {
  const found = adopted.ok ? adopted.value.refusal : adopted.refusal;
  if (found?.reason === "STOP_INTERRUPTED") throw new RefusalError(found);
  const gate = (adopted.ok ? adopted.value.waiting?.gate : null) ?? null;
  const row = { ...open, gate };
  if (found === null || found.reason === "STOP_APPROVAL_REQUIRED") {
    const left = (adopted.ok ? adopted.value.left : null) ?? [];
    if (left.length > 0) return leftBehind(row, left);
    if (gate !== null) return { ...row, would: "wait", why: ["people are asked anew"], isExpected: true };
    return { ...row, would: "be closed", why: [adopted.ok ? adopted.value.state : ""], isExpected: true };
  }
  const why = [describe(found), ...(found.details ?? [])];
  if (found.reason === "STOP_NOTHING_TO_ADOPT")
    return { ...row, would: "end", why: [found.actual ?? found.message], isExpected: true };
  if (found.reason === "STOP_ADOPTION_UNCONFIRMED") {
    const unconfirmed = found.details ?? why;
    const isExpected = unconfirmed.every((each) => each.startsWith(CUT_ELSEWHERE));
    return { ...row, would: "be taken back", why: unconfirmed, isExpected };
  }
  // What has written nothing leaves nothing either: its document is cut again.
  return { ...row, would: "stop", why, isExpected: open.has === "nothing" && !isOfMachine(found) };
}

function leftBehind(
  row: Pick<Standing, "id" | "documentId" | "has" | "gate">,
  left: readonly Refusal[],
): Standing {
  const why = [...new Set(left.flatMap((each) => each.details ?? [describe(each)]))];
  return {
    ...row,
    would: row.gate === null ? "be taken back" : "wait",
    why: [`each by itself: ${left.length} of its members`, ...why],
    isExpected: why.every((each) => each.startsWith(CUT_ELSEWHERE)),
  };
}

/** Whether it is this machine that stops it, and not what has become of the run. */
function isOfMachine({ reason }: Refusal): boolean {
  return /^STOP_(?:TOOL|CONFIG|BACKUP|STATE|REPO|REQUEST|DB_UNREACHABLE)/.test(reason);
}

function describe({ reason, field, actual, message }: Refusal): string {
  return [reason, field, actual ?? message].filter((part) => part !== undefined).join(": ");
}
