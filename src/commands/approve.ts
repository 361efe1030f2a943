import { Command, Option } from "commander";
import type { Output } from "../adapters/terminal/output.ts";
import {
  type ApproveOrder,
  type ApproverDecision,
  composeApprove,
  previewApproval,
  signApproval,
} from "../compose/approve.ts";
import { refuseUnsafeId } from "../domain/approval.ts";
import { isBatchId } from "../domain/batch.ts";
import type { Gate } from "../domain/gates.ts";
import { personIdSchema } from "../domain/policy.ts";
import type { ExitCode } from "../domain/reasons.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { questionOf, renderAdvice, renderEnd, renderPreview } from "./approve-screen.ts";
import { ask } from "./ask.ts";
import { type CommandLine, conclude } from "./command-line.ts";
import { gateOption } from "./gate-option.ts";

interface ApproveOptions {
  readonly repo: string;
  readonly run?: string;
  readonly batch?: string;
  readonly gate: Gate;
  readonly as?: string;
  readonly defaultBranch: string;
  readonly policyRoot?: readonly string[];
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
    .option("--run <run>", "run id")
    .option("--batch <batch>", "batch id: one decision about all its members")
    .addOption(gateOption())
    .option("--as <person>", "your id in the policy, where somebody else has approved already")
    .addOption(new Option("--only <part>", "write one of the two files").choices(["approval", "execution"]))
    .option("--refuse", "write a refusal")
    .option("--withdraw", "take back an approval that was given")
    .option("--default-branch <branch>", "the branch that the runner reads", "main")
    .option("--policy-root <file...>", "public root keys (.asc, .pub): judge the policy by them, too")
    .option("--push", "hand the answer in: push it, and merge it where no pull request does that")
    .option("--merge", "merge into the default branch of this clone; not where pull requests do that")
    .option("--yes", "do not ask")
    .option("--json", "print one JSON object")
    .action((options: ApproveOptions) =>
      conclude(line, options, async (output) => await approve(output, options, line.interrupted)),
    );
}

async function approve(
  output: Output,
  options: ApproveOptions,
  interrupted: AbortSignal,
): Promise<Result<ExitCode>> {
  const order = readOrder(options);
  if (!order.ok) return order;
  const { repo, defaultBranch, policyRoot: rootKeyFiles = [] } = options;
  const composed = await composeApprove({ repo, defaultBranch, rootKeyFiles, interrupted });
  if (!composed.ok) return composed;
  await using parts = composed.value;
  const preview = await previewApproval(parts, order.value);
  if (!preview.ok) return preview;
  for (const text of renderPreview(preview.value, order.value)) output.line(text);
  for (const text of renderAdvice(preview.value, rootKeyFiles.length > 0)) output.line(text);
  if (options.yes !== true) {
    const answer = await ask(questionOf(preview.value, order.value), interrupted);
    if (!answer.ok) return answer;
    if (!answer.value) {
      output.line("Nothing was written.");
      return accepted(2);
    }
  }
  const signed = await signApproval(parts, order.value, preview.value);
  if (!signed.ok) return signed;
  const { missing, pull, ...made } = signed.value;
  const { byPull } = preview.value.way;
  output.json({
    verdict: order.value.decision,
    payload_sha256: preview.value.payloadSha256,
    ...made,
    replaced: preview.value.replaced.map(({ path, why }) => ({ path, reason: why.reason })),
    stood: preview.value.answer.before?.reason ?? null,
    missing: missing?.reason ?? null,
    pull_request: pull,
  });
  for (const text of renderEnd(made, { defaultBranch, byPull, pull, missing })) output.line(text);
  return accepted(0);
}

/** The run or the batch that is answered: exactly one of the two options names it. */
function readSubject({ run, batch }: ApproveOptions): Result<string> {
  const named = [run, batch].filter((id) => id !== undefined);
  const [id] = named;
  if (id === undefined || named.length > 1)
    return refused(
      refusal("STOP_BAD_INPUT", {
        field: "--run, --batch",
        expected: "one of them",
        actual: id === undefined ? "none" : "both",
      }),
    );
  const unsafe = refuseUnsafeId(id);
  if (unsafe !== null) return refused(unsafe);
  if (isBatchId(id) === (batch !== undefined)) return accepted(id);
  const [given, meant] = batch === undefined ? ["--run", "--batch"] : ["--batch", "--run"];
  return refused(
    refusal("STOP_BAD_INPUT", {
      field: given,
      expected: `the id of a ${given.slice(2)}`,
      actual: `${id}: that is for ${meant}`,
    }),
  );
}

function readOrder(options: ApproveOptions): Result<ApproveOrder> {
  const subject = readSubject(options);
  if (!subject.ok) return subject;
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
    runId: subject.value,
    gate: options.gate,
    decision: decisions[0] ?? "approve",
    person,
    merge: options.merge ?? false,
    push: options.push ?? false,
  });
}
