import type { ApprovalJudge } from "../../ports/approvals.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ControlRepository } from "../../ports/control-repository.ts";

/** What was fetched is not older than this when a member asks: so long a withdrawal may go unseen between two members. */
const FRESH_MS = 1000;

/** The control repository, fetched at most once a second: the members of a batch ask at every edge, each of which may take milliseconds. */
export function oftenRefreshed(repository: ControlRepository, clock: Clock): ControlRepository {
  return { ...repository, refresh: oncePerSecond(clock, () => repository.refresh()) };
}

/** The judge, asked for the position of the branches as often as they are fetched. */
export function oftenPositioned(judge: ApprovalJudge, clock: Clock): ApprovalJudge {
  return { ...judge, position: oncePerSecond(clock, () => judge.position()) };
}

/** What the work has given last, for a second; a work that fails is tried again by the next who asks. */
function oncePerSecond<T>(clock: Clock, work: () => Promise<T>): () => Promise<T> {
  let kept: { readonly at: number; readonly value: T } | null = null;
  return async () => {
    const at = clock.now().getTime();
    if (kept !== null && at >= kept.at && at - kept.at < FRESH_MS) return kept.value;
    const value = await work();
    kept = { at, value };
    return value;
  };
}
