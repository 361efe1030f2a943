import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { RunPosition } from "../session/run-position.ts";
import type { RunSession } from "../session/run-session.ts";
import { listOwnBranches } from "./own-branches.ts";
import { readWrittenRequest } from "./read-gate-files.ts";

type Wait = NonNullable<RunPosition["waiting"]>;

/** Where the request at which the run waits can be answered, and what stands there; refused where nobody can answer it any more. */
export async function findOpenRequest(
  session: RunSession,
  waiting: Wait,
): Promise<Result<{ readonly where: string; readonly found: string }>> {
  const { parts, folder } = session;
  const { gate, where, payloadSha256 } = waiting;
  const request = await readWrittenRequest(session, gate);
  if (!request.ok) return request;
  const asked = { runId: folder.runId, gate, requestText: request.value.text };
  const standing = await parts.forge.findRequest(asked);
  if (!standing.ok) {
    // A connection that is lost for a while is no answer.
    if (standing.refusal.reason !== "STOP_REQUEST_FAILED") return standing;
    parts.progress.note(`whether the request still stands could not be asked: ${standing.refusal.actual}`);
    return accepted({ where, found: where });
  }
  const { where: place, found } = standing.value;
  if (place !== null) return accepted({ where: place, found });
  for (const branch of listOwnBranches(session, gate, payloadSha256))
    if ((await parts.repository.resolveRef(`refs/heads/${branch}`)) !== null)
      return accepted({ where, found: `branch ${branch}` });
  return refused(closedRequest(folder.runId, gate, found));
}

function closedRequest(runId: string, gate: string, actual: string): Refusal {
  return refusal("STOP_REQUEST_CLOSED", {
    field: gate,
    expected: "a request that can be answered",
    actual,
    wayOut: `Open it again: cutter orchestrate renew ${runId}, or the workflow \`renew\`. To end the run: cutter orchestrate void ${runId} --why "…".`,
  });
}
