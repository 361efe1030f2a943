import { changeSince, checkDocument, checkOthers } from "../../domain/base-facts.ts";
import { type Check, refuseFailedChecks } from "../../domain/check.ts";
import { writeCountsOf } from "../../domain/evidence.ts";
import { expectedChange } from "../../domain/expected-change.ts";
import { type Gate, gateRow } from "../../domain/gates.ts";
import { refuseAlteredUnits } from "../../domain/probe-facts.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { accepted, type Result } from "../../domain/result.ts";
import { kindOf } from "../../domain/run.ts";
import { type GateFacts, PRE_FILE } from "../../domain/run-files.ts";
import { explainMoved, newestBaseline } from "../../phases/check-base.ts";
import { readCutDocument } from "../../phases/cut-document.ts";
import { readBoundFacts } from "../gates/read-gate-files.ts";
import { refuseMovedHead } from "../gates/refuse-moved-head.ts";
import { readRunFile } from "../session/read-run-file.ts";
import { lastRequested } from "../session/run-position.ts";
import type { RunSession } from "../session/run-session.ts";
import { contextOf } from "./phase-context.ts";

/**
 * Refuses to write a request where the base is not what the run left: `now` are the facts of this moment. A request takes in a change
 * of another document only where it is renewed, since people are asked again; a change of the run's own rows it never takes in.
 * Before the request of SG_3 nothing is asked: drafts may be taken back whatever has become of them.
 */
export async function refuseBeforeRequest(
  session: RunSession,
  gate: Gate,
  now: GateFacts,
): Promise<Refusal | null> {
  const { beforeFirstWrite, waitingState } = gateRow(gate, kindOf(session.position.run));
  if (waitingState === null) return null;
  const { runId } = session.folder;
  const headMoved = await refuseMovedHead(session);
  if (headMoved !== null) return headMoved;
  const then = await readLastFacts(session, beforeFirstWrite);
  if (!then.ok) return then.refusal;
  const { settings } = session.parts;
  const others = checkOthers(
    then.value.base,
    now.base,
    isRenewed(session) ? "document" : settings.driftScope,
  );
  if (beforeFirstWrite) return explainDrift(runId, [...ownRows(session, then.value, now), ...others]);
  return (
    (await refuseAltered(session, now)) ??
    refuseFailedChecks("STOP_TAMPERED", ownRows(session, then.value, now)) ??
    explainMoved(refuseFailedChecks("STOP_DRIFT", others), runId)
  );
}

type LastFacts = Pick<GateFacts, "base" | "holds">;

/** The facts that the newest request binds; before the first write, those of the backup. */
async function readLastFacts(session: RunSession, beforeFirstWrite: boolean): Promise<Result<LastFacts>> {
  const newest = lastRequested(session.position);
  if (newest !== null && !beforeFirstWrite) return readBoundFacts(session, newest);
  const pre = await readRunFile(session.folder, PRE_FILE);
  const base = pre.ok ? await session.documents.read(pre.value.base) : pre;
  return base.ok ? accepted({ base: base.value, holds: [] }) : base;
}

function ownRows(session: RunSession, then: LastFacts, now: GateFacts): readonly Check[] {
  const counts = writeCountsOf(session.position.evidence);
  const bound = { facts: then.base, holds: then.holds };
  const newest = newestBaseline(bound, now.holds, session.position.evidence);
  const change = changeSince(newest, now.holds, (effect) => expectedChange(effect, counts));
  return checkDocument(newest.facts, now.base, change);
}

/** Compares every unit and its ledger with the plan. */
async function refuseAltered(session: RunSession, now: GateFacts): Promise<Refusal | null> {
  const context = await contextOf(session);
  const document = await readCutDocument(context);
  if (!document.ok) return document.refusal;
  const { plan } = document.value;
  const state = now.holds.includes("lifecycle_enact") ? "enacted" : "drafts";
  return refuseAlteredUnits(plan, await context.live.probe(plan), state);
}

/** The newest thing that the run has done is to renew its request. */
function isRenewed({ folder }: RunSession): boolean {
  const last = folder.entries.findLast(
    ({ event }) => event.type === "renewed" || event.type === "phase_result",
  );
  return last?.event.type === "renewed";
}

function explainDrift(runId: string, checks: readonly Check[]): Refusal | null {
  const moved = refuseFailedChecks("STOP_DRIFT", checks);
  return (
    moved && {
      ...moved,
      message: "The base has changed since the backup was taken.",
      wayOut: `Nothing is written yet: cutter orchestrate void ${runId} --why "the base has changed", then start again.`,
    }
  );
}
