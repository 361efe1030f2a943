import { repositoryBody } from "./render.ts";
import type { GitHubWorld, Runner, Start } from "./world.ts";

/** Where in the list of all workflows a file stands, which is its id here. */
function workflowId(world: GitHubWorld, { file }: Start): number {
  return 1 + [...new Set(world.starts.map((start) => start.file))].indexOf(file);
}

export function startBody(world: GitHubWorld, start: Start) {
  const self = `${world.url}/repos/${world.owner}/${world.name}/actions/runs/${start.id}`;
  const repository = repositoryBody(world, null);
  const name = start.file.replace(/\.ya?ml$/, "");
  return {
    id: start.id,
    node_id: `WFR_${start.id}`,
    name,
    head_branch: "main",
    head_sha: "0".repeat(40),
    path: `.github/workflows/${start.file}`,
    display_title: name,
    run_number: world.starts.indexOf(start) + 1,
    event: start.event,
    status: start.status,
    conclusion: start.conclusion,
    workflow_id: workflowId(world, start),
    url: self,
    html_url: `${world.url}/${world.owner}/${world.name}/actions/runs/${start.id}`,
    pull_requests: [],
    created_at: iso(start.createdAt),
    updated_at: iso(start.updatedAt),
    run_started_at: iso(start.startedAt ?? start.createdAt),
    jobs_url: `${self}/jobs`,
    logs_url: `${self}/logs`,
    check_suite_url: `${self}/check-suite`,
    artifacts_url: `${self}/artifacts`,
    cancel_url: `${self}/cancel`,
    rerun_url: `${self}/rerun`,
    workflow_url: `${world.url}/repos/${world.owner}/${world.name}/actions/workflows/${workflowId(world, start)}`,
    head_commit: null,
    repository,
    head_repository: repository,
  };
}

export function jobBody(world: GitHubWorld, start: Start) {
  const self = `${world.url}/repos/${world.owner}/${world.name}/actions/jobs/${start.id}`;
  return {
    id: start.id,
    run_id: start.id,
    run_url: `${world.url}/repos/${world.owner}/${world.name}/actions/runs/${start.id}`,
    node_id: `CR_${start.id}`,
    head_sha: "0".repeat(40),
    head_branch: "main",
    workflow_name: start.file.replace(/\.ya?ml$/, ""),
    url: self,
    html_url: `${self}/html`,
    status: start.status,
    conclusion: start.conclusion,
    created_at: iso(start.createdAt),
    started_at: iso(start.startedAt ?? start.createdAt),
    completed_at: start.status === "completed" ? iso(start.updatedAt) : null,
    name: "job",
    steps: [],
    check_run_url: `${self}/check`,
    labels: ["self-hosted", "cutter"],
    runner_id: start.runner?.id ?? 0,
    runner_name: start.runner?.name ?? "",
    runner_group_id: start.runner === null ? 0 : 1,
    runner_group_name: start.runner === null ? "" : "Default",
  };
}

export function runnerBody(world: GitHubWorld, runner: Runner) {
  return {
    id: runner.id,
    name: runner.name,
    os: "linux",
    status: runner.isOnline ? "online" : "offline",
    busy: world.starts.some((start) => start.status === "in_progress" && start.runner?.id === runner.id),
    labels: runner.labels.map((name, id) => ({ id, name, type: "custom" as const })),
    ephemeral: runner.isEphemeral,
  };
}

function iso(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, "Z");
}
