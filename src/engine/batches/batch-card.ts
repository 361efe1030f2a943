import type { BatchRequest } from "../../domain/batch-request.ts";
import { concernsOfRequest } from "../../domain/concerns.ts";
import type { RowChange } from "../../domain/expected-change.ts";
import { quorumFor, raisingConcerns } from "../../domain/policy.ts";
import { utc } from "../../domain/run.ts";
import { requestBranch } from "../../domain/run-paths.ts";
import { WRITTEN_TABLES } from "../../domain/tables.ts";
import { type BatchCardView, renderBatchCard as render } from "../../reports/batch-card.ts";
import type { GateBox } from "../../reports/run-card-view.ts";
import { isSolo } from "../../trust/policy/safety.ts";
import { eligible, listAnswers } from "../gates/gate-answers.ts";
import { nextOfBatch } from "./batch-outcome.ts";
import { initiatorsOfBatch } from "./batch-position.ts";
import type { BatchSession } from "./batch-session.ts";
import { readAskedRound } from "./read-round.ts";

/** Shows people the state of the batch; a failure is only noted: the next card shows everything anew. */
export async function showBatchCard(session: BatchSession): Promise<void> {
  const { parts, folder, position } = session;
  const asked = position.round === null ? null : await readAskedRound(folder, position.round);
  const request = asked?.ok ? asked.value.content : null;
  const shown = await parts.forge.showCard({
    runId: folder.runId,
    markdown: renderBatchCard(session, request),
  });
  if (!shown.ok) parts.progress.note(`the card of the batch could not be shown: ${shown.refusal.reason}`);
}

/** Renders the card as Markdown; the request is that of the newest round. */
export function renderBatchCard(session: BatchSession, request: BatchRequest | null): string {
  const { position, parts, policy } = session;
  const { batch, round, ending, members, reports } = position;
  const settled = [...(round?.settled ?? [])];
  const standing = standingOf(session);
  const runId = batch.batchId;
  return render({
    batchId: runId,
    initiator: initiatorsOfBatch(position),
    ...(position.adoption === null
      ? {}
      : { adopted: { by: position.adoption.by, missing: position.adoption.missing } }),
    startedUtc: batch.startedUtc,
    toolVersion: batch.toolVersion,
    writtenUtc: utc(parts.clock.now()),
    standing,
    request,
    box:
      request === null || ["closed", "voided", "halted"].includes(standing) ? null : boxOf(session, request),
    settled: {
      done: settled.filter(([, { result }]) => result === "done").length,
      failed: settled
        .filter(([, { result }]) => result === "failed")
        .map(([index, { refusal }]) => ({
          documentId: members[index]?.documentId ?? "",
          runId: members[index]?.runId ?? "",
          reason: refusal?.reason ?? "",
        })),
      open: (round?.members.length ?? 0) - settled.length,
    },
    refusal: ending?.kind === "stopped" ? ending.refusal : (round?.ended?.refusal ?? null),
    next: standing === "waiting" || standing === "stopped" ? null : nextOfBatch(position),
    reports,
    place: {
      runId,
      branch: requestBranch({ runId, gate: round?.gate ?? "SG_1_cut_authz" }),
      repositoryUrl: parts.settings.repositoryUrl,
    },
    solo: policy !== null && isSolo(policy),
  });
}

function standingOf({ position }: BatchSession): BatchCardView["standing"] {
  const { ending, round } = position;
  if (ending !== null) return ending.kind;
  if (round === null) return "between";
  if (round.ended !== null) return round.ended.refusal === null ? "between" : "halted";
  return round.opened === null ? "waiting" : "working";
}

function boxOf({ position, policy, parts }: BatchSession, request: BatchRequest): GateBox | null {
  const { round, batch } = position;
  if (round === null) return null;
  const { gate, payloadSha256, issuedUtc } = round;
  const runId = batch.batchId;
  const initiator = initiatorsOfBatch(position);
  const rule = policy?.gates[gate];
  const concerns = concernsOfRequest(request);
  return {
    gate,
    kind: "cut",
    isOpen: round.opened !== null,
    payloadSha256,
    issuedUtc,
    expiresUtc: round.opened?.expiresUtc ?? null,
    persons: (policy && rule ? eligible(policy, rule, initiator) : []).map(
      (id) => policy?.persons.find((person) => person.id === id)?.name ?? id,
    ),
    threshold: rule === undefined ? 1 : quorumFor(rule, concerns),
    moreBecause: rule === undefined ? [] : raisingConcerns(rule, concerns),
    proofs: rule === undefined ? [] : "any" in rule.proofs ? rule.proofs.any : rule.proofs.all,
    change: Object.fromEntries(
      WRITTEN_TABLES.map((table) => [table, request.expected_change[table] ?? 0]),
    ) as RowChange,
    runId,
    branch: requestBranch({ runId, gate }),
    repositoryUrl: parts.settings.repositoryUrl,
    answers: listAnswers(policy, { runId, gate, payloadSha256, initiator, concerns }),
  };
}
