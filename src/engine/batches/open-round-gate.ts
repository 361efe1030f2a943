import { type Refusal, refusal } from "../../domain/refusal.ts";
import { canonicalJson } from "../../json/canonical-json.ts";
import { isStillGathering } from "../../trust/quorum.ts";
import { refuseDamagedFiles } from "../gates/refuse-damaged-files.ts";
import { refuseSkew } from "../gates/refuse-skew.ts";
import { refuseBehindGit } from "../session/refuse-behind.ts";
import { unfitMembers } from "./ask-round.ts";
import { showBatchCard } from "./batch-card.ts";
import { type BatchOutcome, outcomeOfBatch } from "./batch-outcome.ts";
import { initiatorsOfBatch, type Round, unsettled } from "./batch-position.ts";
import type { BatchSession } from "./batch-session.ts";
import { describeMember } from "./make-request.ts";
import { type ReadMember, readMember } from "./read-member.ts";
import { readAskedRound } from "./read-round.ts";
import { settle } from "./settle.ts";
import { stopBatch } from "./stop-batch.ts";

/**
 * Judges the decision about the round, and holds every member that is still to be worked on against the signed list, before the first of them
 * begins. Null where the round is open: each member's own gate is judged again by the same judge.
 */
export async function openRoundGate(session: BatchSession, round: Round): Promise<BatchOutcome | null> {
  const { parts, folder, position } = session;
  const asked = await readAskedRound(folder, round);
  if (!asked.ok) return stopBatch(session, asked.refusal);
  await parts.repository.refresh();
  const behind = await refuseBehindGit(parts.judge, folder);
  if (behind !== null) return stopBatch(session, behind);
  const policy = await parts.judge.policy();
  if (!policy.ok) return stopBatch(session, policy.refusal);
  session.policy = policy.value.policy;
  const { gate } = round;
  const { result } = await parts.judge.judge({
    runId: folder.runId,
    gate,
    mode: "LIVE",
    repositoryId: parts.settings.repositoryId,
    initiator: initiatorsOfBatch(position),
    requestText: asked.value.text,
    now: parts.clock.now(),
    firstSeen: new Map(),
    policyFloor: await parts.sidecar.readPolicyFloor(),
    isConsumed: false,
  });
  // What a member has begun it may finish; none begins any more.
  if (!result.ok && round.opened !== null && result.refusal.reason === "STOP_APPROVAL_STALE") return null;
  if (!result.ok) return waitOrStop(session, round, result.refusal);
  const skewed = await refuseSkew(parts.clock, await session.live());
  if (skewed !== null) return stopBatch(session, skewed);
  await parts.sidecar.raisePolicyFloor(result.value.policyVersion);
  const unfit = await preflight(session, round, asked.value.content);
  if (unfit !== null) return stopBatch(session, unfit);
  if (round.opened === null) {
    const { payloadSha256, expiresUtc } = result.value.opened;
    await session.record({ type: "gate_opened", gate, payloadSha256, expiresUtc });
    parts.crashPoints.reach(`batch:${gate}:after_opened`);
    await showBatchCard(session);
  }
  return null;
}

/** Null where every member that is left is as the signed list says; what was done already by an earlier process is settled. */
async function preflight(
  session: BatchSession,
  round: Round,
  { members }: { readonly members: readonly { readonly payload_sha256: string }[] },
): Promise<Refusal | null> {
  const unfit: Refusal[] = [];
  for (const index of unsettled(session.position)) {
    const member = session.position.members[index];
    const listed = members[round.members.indexOf(index)];
    if (member === undefined || listed === undefined) throw new Error(`the round has no member ${index}`);
    const read = await readMember(session, member, round.gate);
    if (read.kind === "past") await settle(session, round.gate, index, null);
    if (read.kind === "unfit") unfit.push(read.refusal);
    if (read.kind === "left")
      unfit.push(
        refusal("STOP_BATCH_MEMBER", {
          field: member.runId ?? member.documentId,
          expected: `a run that waits at ${round.gate}`,
          actual: read.state,
        }),
      );
    const damaged = read.kind === "asked" ? await refuseDamaged(session, read) : null;
    if (damaged !== null) unfit.push({ ...damaged, field: `${member.runId}: ${damaged.field}` });
    if (read.kind === "asked" && canonicalJson(describeMember(read.asked)) !== canonicalJson(listed))
      unfit.push(
        refusal("STOP_BATCH_MEMBER", {
          field: member.runId ?? member.documentId,
          message: "The member is not what the signed list says of it.",
          expected: listed.payload_sha256,
          actual: read.asked.payloadSha256,
        }),
      );
  }
  return unfit.length === 0 ? null : unfitMembers(unfit);
}

/** Whether the member has every file on which its own gate opens, as it was written. */
function refuseDamaged(
  { memberParts, documents }: BatchSession,
  { asked: { position }, folder }: Extract<ReadMember, { readonly kind: "asked" }>,
): Promise<Refusal | null> {
  return refuseDamagedFiles({ parts: memberParts, position, documents, folder });
}

/** Nobody, or not everybody, has answered yet: the batch waits as designed, where its request can still be answered. */
async function waitOrStop(session: BatchSession, round: Round, cause: Refusal): Promise<BatchOutcome> {
  const { parts, folder } = session;
  const isWaiting = cause.reason === "STOP_APPROVAL_NOT_FOUND" || isStillGathering(cause);
  if (!isWaiting || round.opened !== null) return stopBatch(session, cause);
  const asked = await readAskedRound(folder, round);
  if (!asked.ok) return stopBatch(session, asked.refusal);
  const { gate } = round;
  const standing = await parts.forge.findRequest({
    runId: folder.runId,
    gate,
    requestText: asked.value.text,
  });
  // A connection that is lost for a while is no answer.
  if (!standing.ok && standing.refusal.reason !== "STOP_REQUEST_FAILED")
    return stopBatch(session, standing.refusal);
  if (standing.ok && standing.value.where === null)
    return stopBatch(
      session,
      refusal("STOP_REQUEST_CLOSED", {
        field: gate,
        expected: "a request that can be answered",
        actual: standing.value.found,
        wayOut: `Open it again: cutter orchestrate renew ${folder.runId}. To end the batch: cutter orchestrate void ${folder.runId} --why "…".`,
      }),
    );
  const { expected, actual = "no approval yet" } = cause;
  if (session.position.ending !== null)
    await session.record({ type: "gate_waiting", gate, where: round.where ?? "" });
  return outcomeOfBatch(
    session.position,
    refusal("STOP_APPROVAL_REQUIRED", {
      field: gate,
      ...(expected === undefined ? {} : { expected }),
      actual: cause.reason === "STOP_APPROVAL_NOT_FOUND" ? (round.where ?? actual) : actual,
    }),
  );
}
