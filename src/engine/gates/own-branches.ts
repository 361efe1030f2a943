import type { Gate } from "../../domain/gates.ts";
import { requestBranch } from "../../domain/run-paths.ts";
import { initiatorsOf } from "../session/run-position.ts";
import type { RunSession } from "../session/run-session.ts";
import { listAnswers } from "./gate-answers.ts";
import { concernsAt } from "./position-concerns.ts";

/** The branches of their own on which persons answer in the browser; empty without GitHub. */
export function listOwnBranches(
  { policy, position, parts }: RunSession,
  gate: Gate,
  payloadSha256: string,
): readonly string[] {
  if (parts.settings.repositoryUrl === null) return [];
  const { runId } = position.run;
  const initiator = initiatorsOf(position);
  const answers = listAnswers(policy, {
    ...{ runId, gate, payloadSha256, initiator },
    concerns: concernsAt(position, gate),
  });
  return answers.map(({ branch }) => branch).filter((branch) => branch !== requestBranch({ runId, gate }));
}
