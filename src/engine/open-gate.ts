import { type Json, sha256Hex } from "../domain/canonical-json.ts";
import { judgeChecks } from "../domain/check.ts";
import { evidenceOf } from "../domain/evidence.ts";
import type { Gate } from "../domain/gates.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { utc } from "../domain/run.ts";
import type { GateVerdict } from "../ports/approvals.ts";
import type { BackupEnvelope } from "../ports/backup.ts";
import type { OpenedGate } from "./fold.ts";
import { compareGateFacts, type GateFacts, gateFactsDigest, readGateFacts } from "./gate-facts.ts";
import type { Session } from "./session.ts";
import { judgeEdge } from "./still-allowed.ts";

const LEASE_MINUTES = 60;

/**
 * Opens a gate for this process: trust first, before any database session; then that the facts which the request binds still hold;
 * then the lease. A gate whose approval this run has consumed opens again for what is left of its leg.
 */
export async function openGate(session: Session, gate: Gate): Promise<Result<null>> {
  const { world } = session;
  const held = await judgeEdge(session);
  if (held) return refused(held);
  await world.repository.refresh();
  const untrusted = await judgePolicy(session);
  if (untrusted) return refused(untrusted);
  const verdict = await judgeApproval(session, gate);
  const before = session.position.opened[gate];
  if (before !== undefined && (await isConsumed(session, gate, before))) {
    if (isWithdrawn(verdict)) return refused(verdict.refusal);
    return arm(session, gate, before, true);
  }
  if (verdict.verdict === "refused") return refused(asWaiting(verdict.refusal, gate));
  await world.sidecar.raisePolicyFloor(verdict.policyVersion);
  const moved =
    (await judgeDatabase(session, gate)) ??
    (await judgeBackup(session, gate)) ??
    (await judgeDrift(session, gate));
  if (moved) return refused(moved);
  const request = session.position.requests[gate];
  if (request === undefined) throw new Error(`${gate} has no request`);
  const opened: OpenedGate = {
    payloadSha256: request.payloadSha256,
    approval: verdict.approval,
    reviewDecisionId: verdict.reviewDecisionId,
    expiresUtc: verdict.expiresUtc,
  };
  await session.record({
    type: "gate_opened",
    gate,
    payloadSha256: request.payloadSha256,
    approval: opened as unknown as Json,
  });
  world.crashPoints.reach(`${gate}:after_judged`);
  return arm(session, gate, opened, false);
}

/** The policy is asked for first: what it says goes into every report that follows. */
async function judgePolicy(session: Session): Promise<Refusal | null> {
  const policy = await session.world.judge.policy();
  if (policy.verdict === "refused") return policy.refusal;
  session.policy = policy.policy;
  return null;
}

async function judgeApproval(session: Session, gate: Gate): Promise<GateVerdict> {
  const { world, position, folder } = session;
  const request = position.requests[gate];
  const requestText = await folder.readFile(`requests/${gate}.request.json`);
  if (request === undefined || requestText === null || sha256Hex(requestText) !== request.payloadSha256) {
    return {
      verdict: "refused",
      seen: [],
      refusal: refusal("STOP_STATE_CORRUPT", {
        field: `requests/${gate}.request.json`,
        expected: request?.payloadSha256 ?? "a request",
        actual: requestText === null ? "none" : sha256Hex(requestText),
      }),
    };
  }
  const verdict = await world.judge.judge({
    runId: position.run.runId,
    gate,
    mode: position.run.mode,
    repositoryId: world.settings.repositoryId,
    initiator: position.run.initiator,
    requestText,
    now: world.clock.now(),
    firstSeen: position.firstSeen,
    policyFloor: await world.sidecar.readPolicyFloor(),
  });
  for (const commit of verdict.seen) {
    if (!session.position.firstSeen.has(commit)) await session.record({ type: "approval_seen", commit });
  }
  return verdict;
}

/** The database says whether this run's approval of the gate was used; the journal alone never does. */
async function isConsumed(session: Session, gate: Gate, opened: OpenedGate): Promise<boolean> {
  const use = await (await session.live()).approvalUse(session.position.run.runId, gate);
  return use !== null && use.payloadSha256 === opened.payloadSha256 && use.nonce === opened.approval.nonce;
}

async function judgeDatabase(session: Session, gate: Gate): Promise<Refusal | null> {
  const live = await session.live();
  const identity = await live.identity();
  const { systemIdentifier, databaseName } = evidenceOf(session.position.evidence, "grant_probe");
  if (
    identity.systemIdentifier !== systemIdentifier ||
    identity.name !== databaseName ||
    identity.inRecovery
  ) {
    return refusal("STOP_DB_IDENTITY_MISMATCH", {
      expected: `${databaseName} on ${systemIdentifier}`,
      actual: `${identity.name} on ${identity.systemIdentifier}`,
    });
  }
  const use = await live.approvalUse(session.position.run.runId, gate);
  if (use === null) return null;
  return refusal("STOP_STATE_BEHIND_DB", {
    field: gate,
    expected: "an approval that was never used",
    actual: `used at ${use.usedUtc}; the journal does not know it`,
  });
}

/** Before the first write: the backup must be there, whole and young; an old one is taken again under the same rules. */
async function judgeBackup(session: Session, gate: Gate): Promise<Refusal | null> {
  if (gate !== "SG_1_cut_authz") return null;
  const { world, position, folder } = session;
  const evidence = evidenceOf(position.evidence, "pre_write_backup");
  const ageMinutes =
    (world.clock.now().getTime() - Date.parse(position.backupTakenUtc ?? evidence.takenUtc)) / 60_000;
  if (ageMinutes <= world.settings.backupMaxAgeMinutes) {
    const envelope = JSON.parse((await folder.readFile("backup.json")) ?? "null") as BackupEnvelope | null;
    if (envelope?.sha256 !== evidence.backupSha256) {
      return refusal("STOP_BACKUP_UNVERIFIED", {
        field: "backup.json",
        expected: evidence.backupSha256,
        actual: envelope?.sha256 ?? "none",
      });
    }
    const { systemIdentifier } = evidenceOf(position.evidence, "grant_probe");
    const whole = await world.backup.recheck(envelope, { runId: position.run.runId, systemIdentifier });
    return whole.ok ? null : whole.refusal;
  }
  const taken = await world.backup.take({
    runId: position.run.runId,
    live: await session.live(),
    folder: world.settings.backupFolder,
  });
  if (!taken.ok) return taken.refusal;
  await taken.value.restored[Symbol.asyncDispose]();
  const { envelope } = taken.value;
  const now = { tables: envelope.tables, document: [], schemaSha256: "", systemIdentifier: "" };
  const moved = judgeChecks("STOP_DRIFT", compareGateFacts({ ...now, tables: evidence.tables }, now, "all"));
  if (moved && world.settings.driftScope === "all") return moved;
  await folder.writeFile("backup.json", `${JSON.stringify(envelope, null, 2)}\n`);
  const renewed = {
    ...evidence,
    backupFile: envelope.file,
    backupSha256: envelope.sha256,
    takenUtc: envelope.snapshotUtc,
    restoreProofSha256: envelope.restoreProof.sha256,
  };
  await session.record({ type: "backup_renewed", evidence: renewed as unknown as Json });
  return null;
}

/** Compares the live facts with those that the request binds: schema and grants by name, tables by count and digest. */
async function judgeDrift(session: Session, gate: Gate): Promise<Refusal | null> {
  const { position, world, folder } = session;
  const then = JSON.parse((await folder.readFile(`facts-${gate}.json`)) ?? "null") as GateFacts | null;
  const requestText = await folder.readFile(`requests/${gate}.request.json`);
  const bound = (JSON.parse(requestText ?? "{}") as { pre_sha256?: string }).pre_sha256;
  if (then === null || gateFactsDigest(then) !== bound) {
    return refusal("STOP_STATE_CORRUPT", {
      field: `facts-${gate}.json`,
      expected: bound ?? "",
      actual: then === null ? "none" : gateFactsDigest(then),
    });
  }
  const live = await session.live();
  const now = await readGateFacts(live, position);
  if (now.schemaSha256 !== then.schemaSha256) {
    const [difference] = await live.contractDifferences();
    return refusal(difference?.reason ?? "STOP_DRIFT", {
      field: difference?.object ?? "schema_sha256",
      expected: difference?.expected ?? then.schemaSha256,
      actual: difference?.actual ?? now.schemaSha256,
    });
  }
  return judgeChecks("STOP_DRIFT", compareGateFacts(then, now, world.settings.driftScope));
}

async function arm(
  session: Session,
  gate: Gate,
  opened: OpenedGate,
  consumed: boolean,
): Promise<Result<null>> {
  const end = session.world.clock.now().getTime() + LEASE_MINUTES * 60_000;
  const expiresUtc = utc(new Date(consumed ? end : Math.min(end, Date.parse(opened.expiresUtc))));
  await session.folder.arm({ runId: session.folder.runId, gate, expiresUtc });
  await session.record({ type: "armed", gate, expiresUtc });
  session.gate = { ...opened, gate };
  session.gateConsumed = consumed;
  session.world.crashPoints.reach(`${gate}:after_armed`);
  return accepted(null);
}

function isWithdrawn(verdict: GateVerdict): verdict is Extract<GateVerdict, { verdict: "refused" }> {
  return verdict.verdict === "refused" && verdict.refusal.reason === "STOP_APPROVAL_WITHDRAWN";
}

/** No approval yet is how a run waits by design; every other refusal is told as it is. */
function asWaiting(cause: Refusal, gate: Gate): Refusal {
  return cause.reason === "STOP_APPROVAL_NOT_FOUND"
    ? refusal("STOP_APPROVAL_REQUIRED", { field: gate, actual: cause.actual ?? "no approval yet" })
    : cause;
}
