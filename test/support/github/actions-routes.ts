import { type Answer, type Ask, failure, ok, type Route } from "./answer.ts";
import { jobBody, runnerBody, startBody } from "./render-actions.ts";
import type { Start } from "./world.ts";

const ACTIONS = "/repos/{owner}/{repo}/actions";

/** Starts of workflows, their jobs, and the runners. */
export const ACTIONS_ROUTES: Readonly<Record<string, Route>> = {
  [`get ${ACTIONS}/runs`]: (ask) => {
    const { world, query } = ask;
    const [status, created] = [query.get("status"), query.get("created")];
    const found = world.starts
      .filter((start) => status === null || [start.status, start.conclusion].includes(status as never))
      .filter((start) => created === null || isSince(start, created))
      .toReversed();
    return counted(
      ask,
      "workflow_runs",
      found.map((start) => startBody(world, start)),
    );
  },
  [`get ${ACTIONS}/runs/{run_id}/jobs`]: (ask) => {
    const { world, params } = ask;
    const start = world.starts.find(({ id }) => id === Number(params["run_id"]));
    if (start === undefined) return failure(404, "Not Found");
    // The job of a start that never came to its turn was not made.
    const jobs = start.status === "pending" || isGivenUp(start) ? [] : [jobBody(world, start)];
    return counted(ask, "jobs", jobs);
  },
  [`get ${ACTIONS}/runners`]: (ask) => {
    const { world, token } = ask;
    if (token.permission !== "admin") return failure(403, "Resource not accessible by integration");
    return counted(
      ask,
      "runners",
      world.runners.map((runner) => runnerBody(world, runner)),
    );
  },
};

function isGivenUp({ conclusion, startedAt }: Start): boolean {
  return conclusion === "cancelled" && startedAt === null;
}

/** `>=2026-11-23`, the one form that is asked for. */
function isSince({ createdAt }: Start, created: string): boolean {
  const day = /^>=(\d{4}-\d{2}-\d{2})$/.exec(created)?.[1];
  if (day === undefined) throw new Error(`created=${created}`);
  return createdAt.toISOString().slice(0, 10) >= day;
}

/** A list in an object with its whole length. */
function counted({ query }: Ask, name: string, list: readonly unknown[]): Answer {
  const size = Math.min(100, Number(query.get("per_page") ?? "30"));
  const at = Number(query.get("page") ?? "1");
  return ok({ total_count: list.length, [name]: list.slice((at - 1) * size, at * size) });
}
