import type { Clock } from "../../ports/clock.ts";
import type { ControlRepository } from "../../ports/control-repository.ts";

/** What was fetched is not older than this when a member asks: so long a withdrawal may go unseen between two members. */
const FRESH_MS = 1000;

/** The control repository, fetched at most once a second: the members of a batch ask at every edge, each of which may take milliseconds. */
export function oftenRefreshed(repository: ControlRepository, clock: Clock): ControlRepository {
  let fetched: number | null = null;
  return {
    ...repository,
    async refresh() {
      const now = clock.now().getTime();
      if (fetched !== null && now >= fetched && now - fetched < FRESH_MS) return;
      await repository.refresh();
      fetched = now;
    },
  };
}
