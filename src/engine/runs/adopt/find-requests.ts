import { GATE_NAMES, type Gate } from "../../../domain/gates.ts";
import type { GateRequest } from "../../../domain/request.ts";
import { requestBranch } from "../../../domain/run-paths.ts";
import { sha256Hex } from "../../../json/canonical-json.ts";
import type { ControlRepository } from "../../../ports/control-repository.ts";
import { parseRequest } from "../../approvals/parse-request.ts";
import { readRequestText } from "../../approvals/read-request.ts";

/** A request as it stands in git; only its digest can say whose it is. */
export interface FoundRequest {
  readonly gate: Gate;
  /** The bytes that an approval binds. */
  readonly text: string;
  readonly payloadSha256: string;
  readonly content: GateRequest;
  readonly commit: string;
}

/**
 * Every request of the run that stands in git: on the default branch, on the branch that carries it, and in the commits that have answered it.
 * Each is told once, by its digest. What is of another run, another repository or a dry run is none.
 */
export async function findRequests(
  repository: ControlRepository,
  asked: {
    readonly runId: string;
    readonly repositoryId: string;
    /** Where the default branch stands. */
    readonly tip: string;
    readonly answers: readonly string[];
  },
): Promise<readonly FoundRequest[]> {
  const { runId, repositoryId, tip, answers } = asked;
  const found = new Map<string, FoundRequest>();
  for (const gate of GATE_NAMES) {
    const branch = await repository.resolveRef(`refs/heads/${requestBranch({ runId, gate })}`);
    for (const commit of new Set([tip, ...answers, ...(branch === null ? [] : [branch])])) {
      if ((await repository.readObject(commit)) === null) continue;
      const text = await readRequestText(repository, { commit, runId, gate });
      const content = text === null ? null : parseRequest(text);
      if (text === null || content?.schema !== "iu-cutter/request/1") continue;
      const isOfRun = content.run_id === runId && content.gate === gate && content.mode === "LIVE";
      if (!isOfRun || content.repository_id !== repositoryId) continue;
      const payloadSha256 = sha256Hex(text);
      if (!found.has(payloadSha256)) found.set(payloadSha256, { gate, text, payloadSha256, content, commit });
    }
  }
  return [...found.values()];
}
