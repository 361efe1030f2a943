import type { Gate } from "../../domain/gates.ts";
import { phasesOf } from "../../domain/phases.ts";
import { kindOf } from "../../domain/run.ts";
import { requestBranch } from "../../domain/run-paths.ts";
import type { ListPlace } from "../../reports/list-links.ts";
import type { RunSession } from "../session/run-session.ts";

/** Where people read the list of the run's units: on the branch of the gate that waits, else of the first gate, which is known before it is asked for. */
export function placeOfList({ position, parts }: RunSession, waiting: Gate | null): ListPlace {
  const { runId, mode } = position.run;
  const first = phasesOf(kindOf(position.run)).find(({ gateBefore }) => gateBefore !== null);
  const gate = waiting ?? first?.gateBefore ?? "SG_1_cut_authz";
  return {
    runId,
    branch: mode === "DRYRUN" ? null : requestBranch({ runId, gate }),
    repositoryUrl: parts.settings.repositoryUrl,
  };
}
