import { type Gate, gateRow } from "../../domain/gates.ts";
import { headOf } from "../../domain/journal-head.ts";
import { refusal } from "../../domain/refusal.ts";
import { sealRequest } from "../../domain/request.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { kindOf, utc } from "../../domain/run.ts";
import { factsFile, type KeptGateFacts, requestFile } from "../../domain/run-files.ts";
import { readUtc } from "../../domain/text-forms.ts";
import { digestOf, type Json } from "../../json/canonical-json.ts";
import { refuseOldAudit } from "../../trust/audit-age.ts";
import { bindBase } from "../gates/bind-base.ts";
import { readGateFacts } from "../gates/gate-facts.ts";
import { buildRequest } from "../gates/gate-request.ts";
import { listOwnBranches } from "../gates/own-branches.ts";
import { readWrittenRequest } from "../gates/read-gate-files.ts";
import { readList } from "../gates/read-list.ts";
import { refuseLostWrites } from "../gates/refuse-lost-writes.ts";
import { refuseSkew } from "../gates/refuse-skew.ts";
import { refuseBehindGit } from "../session/refuse-behind.ts";
import { outcomeOf, type RunOutcome } from "../session/run-outcome.ts";
import type { RunSession } from "../session/run-session.ts";
import { renderCard } from "../telling/render-card.ts";
import { probeAgain } from "./probe-again.ts";
import { refuseBeforeRequest } from "./refuse-before-request.ts";
import { stopRun } from "./stop-run.ts";
import { tellPeople } from "./tell-people.ts";

/** Writes the request of a gate, opens it for people, and leaves the run waiting. Repeating it makes no second request or branch. */
export async function pauseAtGate(session: RunSession, gate: Gate): Promise<RunOutcome> {
  const { crashPoints, forge } = session.parts;
  session.parts.progress.step(`request ${gate}`);
  const lost = await refuseLostWrites(session, gate);
  if (lost) return stopRun(session, null, lost);
  const request = await ensureRequest(session, gate);
  if (!request.ok) return stopRun(session, null, request.refusal);
  const files = await readList(session);
  if (!files.ok) return stopRun(session, null, files.refusal);
  crashPoints.reach(`${gate}:after_request`);
  const told = await tellPeople(session);
  if (told) return told;
  // GitHub mails the card as it is first posted, so it must already say what is asked, and of whom.
  const card = renderCard(session, "waiting");
  const hasReports = session.position.reports.some((report) => report.where === null);
  const opened = await forge.openRequest({
    runId: session.folder.runId,
    gate,
    ...request.value,
    files: files.value,
    ownBranches: listOwnBranches(session, gate, request.value.payloadSha256),
    title: `${gate}: ${gateRow(gate, kindOf(session.position.run)).allows}`,
    markdown: card,
    at: readUtc(request.value.issuedUtc),
  });
  if (!opened.ok) return stopRun(session, null, opened.refusal);
  crashPoints.reach(`${gate}:after_opened`);
  await session.record({
    type: "gate_waiting",
    gate,
    state: session.position.state,
    where: opened.value.where,
  });
  const toldAfter = await tellPeople(session);
  if (toldAfter) return toldAfter;
  const markdown = hasReports ? renderCard(session) : card;
  const shown = await forge.showCard({ runId: session.folder.runId, markdown });
  if (!shown.ok) return stopRun(session, null, shown.refusal);
  return outcomeOf(
    session.position,
    refusal("STOP_APPROVAL_REQUIRED", { field: gate, actual: opened.value.where }),
  );
}

interface RequestToShow {
  readonly requestText: string;
  readonly payloadSha256: string;
  readonly issuedUtc: string;
}

/** The request of the gate: the one already written, or a new one that binds the current facts. */
async function ensureRequest(session: RunSession, gate: Gate): Promise<Result<RequestToShow>> {
  const { position, parts } = session;
  const known = position.requests[gate];
  if (known !== undefined) {
    const written = await readWrittenRequest(session, gate);
    return written.ok ? accepted({ requestText: written.value.text, ...known }) : written;
  }
  await parts.repository.refresh();
  const behind = await refuseBehindGit(parts.judge, session.folder, session.heeds);
  if (behind) return refused(behind);
  const policy = await parts.judge.policy();
  if (!policy.ok) return policy;
  const { version, sha256, commit } = policy.value;
  session.policy = policy.value.policy;
  const unfit = gateRow(gate, kindOf(position.run)).beforeFirstWrite ? null : await probeAgain(session);
  if (unfit) return refused(unfit);
  const live = await session.live();
  const skewed = await refuseSkew(parts.clock, live);
  if (skewed) return refused(skewed);
  const facts = await readGateFacts(live, position, parts.settings.driftScope);
  const moved = await refuseBeforeRequest(session, gate, facts);
  if (moved) return refused(moved);
  const base = await bindBase(session, facts);
  const kept: KeptGateFacts = { ...facts, base: await session.documents.keep(facts.base) };
  parts.crashPoints.reach(`${gate}:after_list`);
  await session.folder.writeFile(factsFile(gate).name, `${JSON.stringify(kept, null, 2)}\n`);
  const moment = {
    gate,
    nonce: Buffer.from(parts.random.bytes(16)).toString("hex"),
    issuedUtc: utc(parts.clock.now()),
    policy: { version, sha256 },
    controlCommit: commit,
    journal: headOf(session.folder.entries),
    engine: live.engine,
    preSha256: digestOf<Json>(kept),
    base,
  };
  const request = buildRequest(session.position, parts.settings, moment);
  const old = refuseOldAudit(request, policy.value.policy);
  if (old) return refused(old);
  const { text, payloadSha256 } = sealRequest(request);
  await session.folder.writeFile(requestFile(gate).name, text);
  const { nonce, issuedUtc } = moment;
  await session.record({
    type: "gate_requested",
    ...{ gate, payloadSha256, nonce, issuedUtc },
    base,
  });
  return accepted({ requestText: text, payloadSha256, issuedUtc });
}
