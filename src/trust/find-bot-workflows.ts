import type { BotWorkflow } from "./check-queue.ts";
import type { WorkflowFile } from "./find-workflow-faults.ts";
import { indexByPath, readWorkflow } from "./read-workflow.ts";

const RUNS_PHASES = /\/actions\/run-phases(?:@|$)/;

/** The workflows that run the engine, what it does in each, and whether their concurrency group keeps every start that waits. */
export function findBotWorkflows(files: readonly WorkflowFile[]): readonly BotWorkflow[] {
  return files.flatMap(({ name, text }) => {
    const { entries } = readWorkflow(text);
    const step = entries.find(({ path, value }) => path.at(-1) === "uses" && RUNS_PHASES.test(value));
    if (step === undefined) return [];
    const index = indexByPath(entries);
    const command = index.get([...step.path.slice(0, -1), "with", "command"].join("/"))?.value ?? "";
    const groups = ["concurrency", `jobs/${step.path[1]}/concurrency`].filter((path) => index.has(path));
    return [
      {
        path: `.github/workflows/${name}`,
        command,
        keepsWaiting: groups.every((path) => index.get(`${path}/queue`)?.value === "max"),
      },
    ];
  });
}
