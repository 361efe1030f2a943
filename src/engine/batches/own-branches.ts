import type { BatchRequest } from "../../domain/batch-request.ts";
import { concernsOfRequest } from "../../domain/concerns.ts";
import { requestBranch } from "../../domain/run-paths.ts";
import { listAnswers } from "../gates/gate-answers.ts";
import { initiatorsOfBatch } from "./batch-position.ts";
import type { BatchSession } from "./batch-session.ts";

/** The branches of their own on which persons answer in the browser; empty without GitHub. */
export function ownBranchesOf(
  { policy, position, parts }: BatchSession,
  request: BatchRequest,
): readonly string[] {
  const { round, batch } = position;
  if (parts.settings.repositoryUrl === null || round === null) return [];
  const asked = { runId: batch.batchId, gate: round.gate, payloadSha256: round.payloadSha256 };
  const answers = listAnswers(policy, {
    ...asked,
    initiator: initiatorsOfBatch(position),
    concerns: concernsOfRequest(request),
  });
  return answers.map(({ branch }) => branch).filter((branch) => branch !== requestBranch(asked));
}
