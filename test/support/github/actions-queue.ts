import { indexByPath, readWorkflow } from "../../../src/trust/read-workflow.ts";
import type { GitHubWorld, Runner, Start } from "./world.ts";

/** So many starts may wait in a group whose workflow says `queue: max`. */
const MOST_WAITING = 100;

/**
 * Starts a workflow as GitHub does: one start of a concurrency group is under way, the next waits. Without `queue: max` a later one takes its place; with
 * it 100 wait, and what comes then is cancelled.
 */
export function startWorkflow(
  world: GitHubWorld,
  file: { readonly name: string; readonly text: string },
  asked: { readonly event: string; readonly inputs?: Readonly<Record<string, string>> },
): Start {
  const index = indexByPath(readWorkflow(file.text).entries);
  const group = resolveGroup(index.get("concurrency/group")?.value ?? file.name, asked.inputs ?? {});
  const keeps = index.get("concurrency/queue")?.value === "max";
  const isBusy = world.starts.some(
    (start) => start.group === group && ["queued", "in_progress"].includes(start.status),
  );
  const waiting = world.starts.filter((start) => start.group === group && start.status === "pending");
  const now = world.now();
  const start: Start = {
    id: world.nextId(),
    file: file.name,
    event: asked.event,
    group,
    status: isBusy ? "pending" : "queued",
    conclusion: null,
    createdAt: now,
    updatedAt: now,
    startedAt: null,
    runner: null,
  };
  world.starts.push(start);
  if (keeps && waiting.length >= MOST_WAITING) end(world, start, "cancelled");
  else if (!keeps) for (const earlier of waiting) end(world, earlier, "cancelled");
  return start;
}

/** A runner takes a job that waits for one; an ephemeral one takes no other. */
export function takeJob(world: GitHubWorld, start: Start, runner: Pick<Runner, "id" | "name">): void {
  if (start.status !== "queued") throw new Error(`start ${start.id} is ${start.status}`);
  const now = world.now();
  Object.assign(start, { status: "in_progress", runner, startedAt: now, updatedAt: now });
}

/** The job ends, and the first that waits in its group comes to its turn. */
export function endJob(world: GitHubWorld, start: Start, conclusion: "success" | "failure"): void {
  end(world, start, conclusion);
  const next = world.starts.find((one) => one.group === start.group && one.status === "pending");
  if (next !== undefined) Object.assign(next, { status: "queued", updatedAt: world.now() });
}

function end(world: GitHubWorld, start: Start, conclusion: NonNullable<Start["conclusion"]>): void {
  Object.assign(start, { status: "completed", conclusion, updatedAt: world.now() });
}

/** `${{ inputs.a || 'b' }}` and `${{ inputs.a }}`, which are all that the bot's workflows use. */
function resolveGroup(group: string, inputs: Readonly<Record<string, string>>): string {
  return group.replace(
    /\$\{\{ inputs\.(\w+)(?: \|\| '([^']*)')? \}\}/g,
    (_, name: string, other = "") => inputs[name] || other,
  );
}
