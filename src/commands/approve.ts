import { Command, Option } from "commander";
import type { Output } from "../adapters/terminal/output.ts";
import { renderColumns } from "../adapters/terminal/table.ts";
import {
  type ApprovalPreview,
  type ApproveOrder,
  type ApproverDecision,
  composeApprove,
  previewApproval,
  signApproval,
} from "../compose/approve.ts";
import { refuseUnsafeRunId } from "../domain/approval.ts";
import { GATES, type Gate } from "../domain/gates.ts";
import { personIdSchema } from "../domain/policy.ts";
import type { ExitCode } from "../domain/reasons.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { approvalsPath } from "../domain/run-paths.ts";
import { ask } from "./ask.ts";
import { type CommandLine, conclude } from "./command-line.ts";
import { gateOption } from "./gate-option.ts";

interface ApproveOptions {
  readonly repo: string;
  readonly run: string;
  readonly gate: Gate;
  readonly as?: string;
  readonly defaultBranch: string;
  readonly refuse?: boolean;
  readonly withdraw?: boolean;
  readonly only?: "approval" | "execution";
  readonly merge?: boolean;
  readonly push?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `cutter approve`: shows the request of a gate, and answers it in a commit that the person's own git signs. */
export function makeApproveCommand(line: CommandLine): Command {
  return new Command("approve")
    .description("read the request of a gate and answer it with a commit that your own git signs")
    .option("--repo <folder>", "your clone of the control repository", ".")
    .requiredOption("--run <run>", "run id")
    .addOption(gateOption())
    .option("--as <person>", "your id in the policy, where somebody else has approved already")
    .addOption(new Option("--only <part>", "write one of the two files").choices(["approval", "execution"]))
    .option("--refuse", "write a refusal")
    .option("--withdraw", "take back an approval that was given")
    .option("--default-branch <branch>", "the branch that the runner reads", "main")
    .option("--merge", "merge into the default branch with a merge commit")
    .option("--push", "push what was made to the remote")
    .option("--yes", "do not ask")
    .option("--json", "print one JSON object")
    .action((options: ApproveOptions) =>
      conclude(line, options, async (output) => await approve(output, options)),
    );
}

async function approve(output: Output, options: ApproveOptions): Promise<Result<ExitCode>> {
  const order = readOrder(options);
  if (!order.ok) return order;
  const parts = await composeApprove({ repo: options.repo, defaultBranch: options.defaultBranch });
  const preview = await previewApproval(parts, order.value);
  if (!preview.ok) return preview;
  for (const text of renderPreview(preview.value, order.value)) output.line(text);
  if (options.yes !== true) {
    const answer = await ask(`Sign and commit this as ${VERBS[order.value.decision]}? [y/N] `);
    if (!answer.ok) return answer;
    if (!answer.value) {
      output.line("Nothing was written.");
      return accepted(2);
    }
  }
  const signed = await signApproval(parts, order.value, preview.value);
  if (!signed.ok) return signed;
  const { commit, branch, merge, pushed, files } = signed.value;
  output.json({
    verdict: order.value.decision,
    payload_sha256: preview.value.payloadSha256,
    commit,
    branch,
    merge,
    pushed,
    files,
  });
  output.line(`Committed ${commit} on ${branch}.`);
  if (merge !== null) output.line(`Merged into ${options.defaultBranch} as ${merge}.`);
  else output.line(`It counts when it is merged into ${options.defaultBranch} with a merge commit.`);
  if (pushed.length > 0) output.line(`Pushed ${pushed.join(" and ")}.`);
  return accepted(0);
}

function readOrder(options: ApproveOptions): Result<ApproveOrder> {
  const unsafe = refuseUnsafeRunId(options.run);
  if (unsafe !== null) return refused(unsafe);
  const person = options.as ?? null;
  if (person !== null && !personIdSchema.safeParse(person).success) {
    return refused(refusal("STOP_BAD_INPUT", { field: "--as", expected: "a person's id", actual: person }));
  }
  const decisions: ApproverDecision[] = [];
  if (options.refuse === true) decisions.push("refuse");
  if (options.withdraw === true) decisions.push("withdraw");
  if (options.only !== undefined)
    decisions.push(options.only === "approval" ? "approve-only" : "execute-only");
  if (decisions.length > 1) {
    return refused(
      refusal("STOP_BAD_INPUT", { field: "--refuse, --withdraw, --only", expected: "at most one of them" }),
    );
  }
  return accepted({
    runId: options.run,
    gate: options.gate,
    decision: decisions[0] ?? "approve",
    person,
    merge: options.merge ?? false,
    push: options.push ?? false,
  });
}

const VERBS: Readonly<Record<ApproverDecision, string>> = {
  approve: "an approval and an execution authorisation",
  "approve-only": "an approval",
  "execute-only": "an execution authorisation",
  refuse: "a refusal",
  withdraw: "a withdrawal",
};

function renderPreview(preview: ApprovalPreview, order: ApproveOrder): readonly string[] {
  const { request } = preview;
  const { allows, reversible } = GATES[order.gate];
  const changes = Object.entries(request.expected_change).filter(([, rows]) => rows !== 0);
  const { expected_units: expected, accepted_doubts: doubts = [] } = request.document;
  const types = Object.entries(request.plan.section_types).map(([name, count]) => `${count} ${name}`);
  return [
    renderColumns([
      ["run", request.run_id],
      ["gate", `${order.gate}: ${allows}${reversible ? "" : " (cannot be undone)"}`],
      ["document", `${request.document.title} (${request.document.document_id})`],
      ["source", `version ${request.document.version_seq}, sha256 ${request.document.source_sha256}`],
      ["units", `${request.plan.unit_count} (${types.join(", ")})`],
      ...(expected === undefined ? [] : [["expected", `${expected.count} units, by the registration`]]),
      ...(doubts.length === 0 ? [] : [["accepted doubts", doubts.join(", ")]]),
      ...(request.plan.list ?? []).map(({ name, sha256 }) => [
        "listed in",
        `${approvalsPath(request.run_id, name)}, sha256 ${sha256}`,
      ]),
      ["database", `${request.database.name} on ${request.database.system_identifier}`],
      ["backup", `sha256 ${request.backup.sha256}, for ${request.backup.recipient}`],
      ["started by", request.initiator],
      ["requested", request.issued_utc],
      ["lifetime", `${preview.lifetimeHours} h from the moment of signing`],
      ["payload", preview.payloadSha256],
      ...changes.map(([table, rows]) => ["writes", `${rows > 0 ? "+" : ""}${rows} ${table}`]),
    ]),
    "",
    ...Object.entries(preview.files).flatMap(([path, text]) => [path, ...indent(text), ""]),
  ];
}

function indent(text: string): readonly string[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}`);
}
