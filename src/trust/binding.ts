import { EXECUTION_GATE, type Statement } from "../domain/approval.ts";
import { type AskedRequest, subjectOf } from "../domain/asked-request.ts";
import type { Gate } from "../domain/gates.ts";
import type { Mode } from "../domain/phases.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";

export interface Question {
  readonly runId: string;
  readonly gate: Gate;
  readonly mode: Mode;
  readonly repositoryId: string;
}

/** Refuses a request of the runner that is for another gate, run, mode or repository than the question. */
export function refuseForeignRequest(request: AskedRequest, question: Question): Refusal | null {
  if (subjectOf(request) !== question.runId) {
    return refusal("STOP_APPROVAL_RUN_MISMATCH", {
      field: request.schema === "iu-cutter/request/1" ? "request.run_id" : "request.batch_id",
      expected: question.runId,
      actual: subjectOf(request),
    });
  }
  if (request.gate !== question.gate) {
    return refusal("STOP_GATE_NOT_OPEN", {
      field: "request.gate",
      expected: question.gate,
      actual: request.gate,
    });
  }
  if (request.mode !== question.mode) {
    return refusal("STOP_APPROVAL_MODE_MISMATCH", {
      field: "request.mode",
      expected: question.mode,
      actual: request.mode,
    });
  }
  if (request.repository_id !== question.repositoryId) {
    return refusal("STOP_APPROVAL_ENV_MISMATCH", {
      field: "request.repository_id",
      expected: question.repositoryId,
      actual: request.repository_id,
    });
  }
  return null;
}

/** Refuses an approval that names another gate or run (docs/threats.md C-02, C-03, P-15). */
export function refuseForeignApproval(statement: Statement, question: Question): Refusal | null {
  if (statement.runId !== question.runId) {
    return refusal("STOP_APPROVAL_RUN_MISMATCH", {
      field: "run_id",
      expected: question.runId,
      actual: statement.runId,
    });
  }
  if (statement.gate !== question.gate) {
    return refusal("STOP_APPROVAL_GATE_MISMATCH", {
      field: "gate",
      expected: question.gate,
      actual: statement.gate,
    });
  }
  return null;
}

/** Refuses an execution authorisation that arms another gate or run (docs/threats.md C-27). */
export function refuseForeignExecution(statement: Statement, question: Question): Refusal | null {
  const wanted = [
    ["gate", EXECUTION_GATE, statement.gate],
    ["run_id", question.runId, statement.runId],
    ["arms", question.gate, statement.arms],
  ] as const;
  for (const [field, expected, actual] of wanted) {
    if (actual !== expected) {
      return refusal("STOP_EXEC_AUTH_MISMATCH", { field, expected, actual: actual ?? "none" });
    }
  }
  return null;
}

/** The request of the gate that is judged, and the sha256 of its bytes: what an approval binds. */
export interface JudgedRequest {
  readonly content: AskedRequest;
  readonly payloadSha256: string;
}

/**
 * Refuses a statement that does not bind the request's exact bytes. If it binds another request that can still be read, the reason says how
 * the two differ: in mode (docs/threats.md C-13), in database or repository (C-14), or in the payload itself (C-11).
 */
export function refuseForeignPayload(
  statement: Statement,
  request: JudgedRequest,
  approved: AskedRequest | null,
): Refusal | null {
  if (statement.payloadSha256 === request.payloadSha256) return null;
  const { content } = request;
  if (approved !== null && approved.mode !== content.mode) {
    return refusal("STOP_APPROVAL_MODE_MISMATCH", {
      field: "mode",
      expected: content.mode,
      actual: approved.mode,
    });
  }
  const places = [
    ["repository_id", content.repository_id, approved?.repository_id],
    ["database.system_identifier", content.database.system_identifier, approved?.database.system_identifier],
    ["database.name", content.database.name, approved?.database.name],
  ] as const;
  for (const [field, expected, actual] of places) {
    if (actual !== undefined && actual !== expected) {
      return refusal("STOP_APPROVAL_ENV_MISMATCH", { field, expected, actual });
    }
  }
  return refusal("STOP_APPROVAL_PAYLOAD_MISMATCH", {
    field: "payload_sha256",
    expected: request.payloadSha256,
    actual: statement.payloadSha256,
  });
}

/** Refuses a request that was written under another policy than the one that judges it (docs/system.md section 4, "Request"). */
export function refuseOtherPolicy(
  request: AskedRequest,
  policy: { readonly version: number; readonly sha256: string },
): Refusal | null {
  if (request.policy.version === policy.version && request.policy.sha256 === policy.sha256) return null;
  return refusal("STOP_POLICY_CHANGED", {
    field: "request.policy",
    expected: `version ${policy.version}, sha256 ${policy.sha256}`,
    actual: `version ${request.policy.version}, sha256 ${request.policy.sha256}`,
    wayOut: "Write a new request under the present policy with `cutter orchestrate renew RUN`.",
  });
}
