import type {
  DoneJob,
  GivenUpStart,
  ListedRunner,
  QueueFacts,
  WaitingStart,
} from "../../domain/queue-facts.ts";
import type { GitHubRepository } from "./github-repository.ts";
import { known } from "./known.ts";

/** How far back cancelled starts are looked at. */
const DAYS_BACK = 7;
/** Of so many of the newest starts their jobs are read, each by a request. */
const LOOKED_AT = 10;
const PER_PAGE = 100;

type Start = Awaited<ReturnType<typeof listStarts>>[number];
type Rest = GitHubRepository["client"]["octokit"]["rest"];

/**
 * Reads the queue of the given workflows, who did their last jobs, and which runners are registered. It takes the right to read Actions, for the
 * runners that to read the administration; what the token may not see is null.
 */
export async function readQueue(
  repository: GitHubRepository,
  asked: { readonly workflows: ReadonlySet<string>; readonly label: string; readonly now: Date },
): Promise<QueueFacts> {
  const starts = (status: "queued" | "pending" | "cancelled" | "completed", created?: string) =>
    known(async () =>
      (await listStarts(repository, status, created)).filter(({ path }) => asked.workflows.has(pathOf(path))),
    );
  const queued = await starts("queued");
  const pending = await starts("pending");
  const from = new Date(asked.now.getTime() - DAYS_BACK * 24 * 60 * 60_000).toISOString().slice(0, 10);
  const cancelled = await starts("cancelled", `>=${from}`);
  const completed = await starts("completed");
  return {
    waiting:
      queued === null || pending === null
        ? null
        : [
            ...queued.map((start) => waitingOf(start, "runner")),
            ...pending.map((start) => waitingOf(start, "group")),
          ],
    givenUp: cancelled && (await known(() => findGivenUp(repository, cancelled.slice(0, LOOKED_AT)))),
    done: completed && (await known(() => readDone(repository, completed.slice(0, LOOKED_AT)))),
    runners: await known(() => listRunners(repository, asked.label)),
  };
}

async function listStarts(
  { client, owner, repo }: GitHubRepository,
  status: "queued" | "pending" | "cancelled" | "completed",
  created?: string,
) {
  const more = created === undefined ? {} : { created };
  const answer = await client.octokit.rest.actions.listWorkflowRunsForRepo({
    ...{ owner, repo, status, per_page: PER_PAGE },
    ...more,
  });
  return answer.data.workflow_runs;
}

/** GitHub names a workflow by its path, with the branch behind it where it is another's. */
function pathOf(path: string): string {
  return path.split("@")[0] ?? path;
}

function waitingOf(start: Start, waitsFor: WaitingStart["waitsFor"]): WaitingStart {
  return {
    workflow: pathOf(start.path),
    waitsFor,
    url: start.html_url,
    createdAt: new Date(start.created_at),
    since: new Date(start.updated_at),
  };
}

async function listJobs({ client, owner, repo }: GitHubRepository, { id }: Start) {
  const answer = await client.octokit.rest.actions.listJobsForWorkflowRun({
    ...{ owner, repo, run_id: id, per_page: PER_PAGE },
  });
  return answer.data.jobs;
}

/** A start that another one took the place of has no job, or jobs that no runner has taken. */
async function findGivenUp(
  repository: GitHubRepository,
  starts: readonly Start[],
): Promise<readonly GivenUpStart[]> {
  const found: GivenUpStart[] = [];
  for (const start of starts) {
    const jobs = await listJobs(repository, start);
    if (jobs.every((job) => !isTaken(job)))
      found.push({ workflow: pathOf(start.path), createdAt: new Date(start.created_at) });
  }
  return found;
}

async function readDone(repository: GitHubRepository, starts: readonly Start[]): Promise<readonly DoneJob[]> {
  const found: DoneJob[] = [];
  for (const start of starts)
    for (const job of await listJobs(repository, start)) {
      if (!isTaken(job) || job.completed_at === null) continue;
      found.push({
        workflow: pathOf(start.path),
        runnerId: job.runner_id ?? 0,
        runnerName: job.runner_name ?? "",
        minutes: (new Date(job.completed_at).getTime() - new Date(job.started_at).getTime()) / 60_000,
      });
    }
  return found;
}

/** GitHub gives 0 or null as the runner of a job that none has taken. */
function isTaken({ runner_id }: { readonly runner_id: number | null }): boolean {
  return runner_id !== null && runner_id !== 0;
}

async function listRunners(
  { client, owner, repo }: GitHubRepository,
  label: string,
): Promise<readonly ListedRunner[]> {
  const { rest }: { readonly rest: Rest } = client.octokit;
  const { data } = await rest.actions.listSelfHostedRunnersForRepo({ owner, repo, per_page: PER_PAGE });
  return (
    data.runners
      // The runners of a scale set have no labels, but its name before their own.
      .filter(({ name, labels }) =>
        labels.length === 0 ? name.startsWith(`${label}-`) : labels.some((one) => one.name === label),
      )
      .map(({ name, status, ephemeral }) => ({
        name,
        isOnline: status === "online",
        isEphemeral: ephemeral ?? null,
      }))
  );
}
