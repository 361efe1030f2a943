import { systemClock } from "../adapters/runner/system-clock.ts";
import type { Environment } from "../config/environment.ts";
import type { Gate } from "../domain/gates.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { createApprovalJudge } from "../engine/approvals/approval-judge.ts";
import { judgeCurrentPolicy, type PolicyExplanation } from "../engine/approvals/judge-current-policy.ts";
import { parseRequest } from "../engine/approvals/parse-request.ts";
import { readNamedFile } from "../files/read-named-file.ts";
import type { GateVerdict } from "../ports/approvals.ts";
import { type OfflineOrder, openOfflineParts } from "./offline-judge.ts";

export type { PolicyExplanation } from "../engine/approvals/judge-current-policy.ts";
export type { OfflineOrder } from "./offline-judge.ts";

/** The moment to judge at by default. */
export const systemNow = (): Date => systemClock.now();

export interface VerifyOrder extends OfflineOrder {
  readonly runId: string;
  readonly gate: Gate;
  readonly requestFile: string;
  readonly firstSeen: Date;
}

/** Judges one gate from git objects and the named files alone: no sidecar, no database, no network, nothing written. */
export async function verifyOffline(
  order: VerifyOrder,
  environment: Environment,
): Promise<Result<GateVerdict>> {
  const requestText = await readText(order.requestFile);
  const request = requestText === null ? null : parseRequest(requestText);
  if (requestText === null || request === null) {
    return refused(
      refusal("STOP_BAD_INPUT", {
        field: "--request",
        expected: "a request of schema iu-cutter/request/1",
        actual: requestText === null ? "no readable file" : "another content",
      }),
    );
  }
  const opened = await openOfflineParts(order, environment);
  if (!opened.ok) return opened;
  await using offline = opened.value;
  const verdict = await createApprovalJudge(offline.parts).judge({
    runId: order.runId,
    gate: order.gate,
    mode: "LIVE",
    repositoryId: request.repository_id,
    initiator: request.initiator,
    requestText,
    now: order.now,
    // Outside a runner every commit counts as first seen at the one moment that was named.
    firstSeen: { get: () => order.firstSeen },
    policyFloor: 0,
    isConsumed: false,
  });
  return accepted(verdict);
}

/** Judges the policy of a control repository offline, and explains it. */
export async function judgePolicyOffline(
  order: OfflineOrder,
  environment: Environment,
): Promise<Result<PolicyExplanation>> {
  const opened = await openOfflineParts(order, environment);
  if (!opened.ok) return opened;
  await using offline = opened.value;
  return await judgeCurrentPolicy(offline.parts);
}

/** Null where the file can't be read or is not the UTF-8 that was hashed. */
async function readText(path: string): Promise<string | null> {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readNamedFile(path));
  } catch {
    return null;
  }
}
