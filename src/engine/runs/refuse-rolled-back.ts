import { GATE_NAMES, type Gate, gateOfEffect } from "../../domain/gates.ts";
import { waitingState } from "../../domain/phases.ts";
import type { Refusal } from "../../domain/refusal.ts";
import type { ApprovalJudge } from "../../ports/approvals.ts";
import type { RunView } from "../../ports/sidecar.ts";
import {
  isOfJournal,
  refuseBehindGit,
  refuseBehindGitNow,
  refuseBehindLedger,
  refuseOtherJournal,
} from "../session/refuse-behind.ts";
import type { RunPosition } from "../session/run-position.ts";
import type { RunSession } from "../session/run-session.ts";
import { isOver } from "./index-run.ts";
import { refusalOf } from "./stop-run.ts";

/** The gates of which a journal has to know every request to take drafts back: people are asked, and the ledger decides what there is. */
export const TAKING_BACK: readonly Gate[] = [gateOfEffect("compensation")];

/**
 * Refuses a journal that was rolled back, exchanged or edited, by what the run's own requests, git and the ledger say of it. The database is
 * asked at once where a gate was opened; before that no session is opened for it, and the ledger is read with the first that is.
 */
export async function refuseRolledBack(session: RunSession): Promise<Refusal | null> {
  const { folder, parts, position, heeds } = session;
  if (position.run.mode === "DRYRUN") return null;
  const found = (await refuseOtherJournal(folder, heeds)) ?? (await refuseBehindGitNow(parts, folder, heeds));
  if (found !== null || Object.keys(position.opened).length === 0) return found;
  return refuseUnknownWrites(session, heeds);
}

/**
 * The same, without the ledger, for whoever only looks at a run that no process works on. Null of a run that is over, which nothing can
 * happen to any more, and where git can't be read: that is told elsewhere.
 */
export async function findRolledBack(
  judge: Pick<ApprovalJudge, "requests">,
  view: RunView,
  position: RunPosition,
): Promise<Refusal | null> {
  if (position.run.mode === "DRYRUN" || isOver(position)) return null;
  const isTakenBack = position.waiting !== null && waitingState(position.waiting.gate) === null;
  const gates = isTakenBack ? TAKING_BACK : GATE_NAMES;
  const found = (await refuseOtherJournal(view, gates)) ?? (await refuseBehindGit(judge, view, gates));
  return found !== null && isOfJournal(found) ? found : null;
}

/** What the ledger knows of the run and the journal does not. Null where the database can't be asked: whoever needs it meets that again. */
export async function refuseUnknownWrites(
  session: RunSession,
  gates: readonly Gate[] = GATE_NAMES,
): Promise<Refusal | null> {
  try {
    const rows = await (await session.live()).ledgerRows(session.folder.runId);
    return refuseBehindLedger(session.folder.entries, rows, gates);
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause === null) throw fault;
    return cause.reason === "STOP_STATE_BEHIND_DB" ? cause : null;
  }
}
