import { check } from "../domain/check.ts";
import type { RepositoryFacts } from "../domain/repository-facts.ts";
import type { WorkflowFile } from "./find-workflow-faults.ts";
import { indexByPath, readWorkflow } from "./read-workflow.ts";
import { type RepositoryCheck, way } from "./repository-check.ts";

const OWN_STEP = /\/actions\/(run-phases|post-report|verify-approval)(?:@|$)/;
const OF_THE_WORKFLOW = /\$\{\{ *(?:github\.token|secrets\.GITHUB_TOKEN) *\}\}/;

/** A step of the bot's own whose token is that of the workflow, which may what its job says. */
interface OwnStep {
  readonly workflow: string;
  readonly opensRequests: boolean;
  readonly needed: readonly string[];
  readonly held: readonly string[];
}

/** Whether the bot's token may open requests and write comments: what GitHub says of it, the setting of Actions, and what each job names. */
export function checkTokenRights(
  facts: RepositoryFacts,
  workflows: readonly WorkflowFile[],
): readonly RepositoryCheck[] {
  const steps = workflows.flatMap(findOwnSteps);
  const allowed = facts.workflowToken === null ? "unknown" : facts.workflowToken.mayOpenPulls ? "yes" : "no";
  return [
    way(
      check("rights of the token", "nothing lacks", facts.missingRights.join("; ") || "nothing lacks"),
      "Give the bot a token with contents and pull-requests write on this repository.",
    ),
    ...(steps.some(({ opensRequests }) => opensRequests)
      ? [
          way(
            check("Actions may create pull requests", "yes", allowed),
            "Turn on Settings, Actions, General, Workflow permissions, `Allow GitHub Actions to create and approve pull requests`, in the repository or in its organisation; to see it the token needs `administration: read`.",
          ),
        ]
      : []),
    ...steps
      .filter(({ needed }) => needed.length > 0)
      .map(({ workflow, needed, held }) => {
        const found = needed.filter((right) => held.includes(right)).join(", ") || "none of them";
        return way(
          check(`rights of the job in ${workflow}`, needed.join(", "), found),
          "Name these rights under `permissions:` of the job, as the workflow of the release does.",
        );
      }),
  ];
}

function findOwnSteps({ name, text }: WorkflowFile): readonly OwnStep[] {
  const { entries } = readWorkflow(text);
  const index = indexByPath(entries);
  return entries.flatMap(({ path, value }) => {
    const action = OWN_STEP.exec(value)?.[1];
    if (action === undefined || path.at(-1) !== "uses" || path[0] !== "jobs") return [];
    const step = path.slice(0, -1).join("/");
    const job = `jobs/${path[1]}`;
    const token = [`${step}/env`, `${job}/env`, "env"].map((env) => index.get(`${env}/GITHUB_TOKEN`)?.value);
    if (!OF_THE_WORKFLOW.test(token.find((one) => one !== undefined) ?? "")) return [];
    const opensRequests = action === "run-phases" && index.get(`${step}/with/command`)?.value !== "doctor";
    const comments = index.get(`${step}/with/comment`)?.value.replace(/["']/g, "") !== "false";
    return [
      {
        workflow: name,
        opensRequests,
        needed: [
          ...(opensRequests ? ["contents: write"] : []),
          ...(action === "verify-approval" ? ["statuses: write"] : []),
          ...(opensRequests || (action !== "run-phases" && comments) ? ["pull-requests: write"] : []),
        ],
        held: entries
          .filter((entry) => entry.path.slice(0, -1).join("/") === `${job}/permissions`)
          .map((entry) => `${entry.path.at(-1)}: ${entry.value}`),
      },
    ];
  });
}
