import { Command, InvalidArgumentError, Option } from "commander";
import type { Output } from "../adapters/terminal/output.ts";
import { renderColumns } from "../adapters/terminal/table.ts";
import type { App, BatchOutcome, OpenApp, RunOutcome } from "../compose.ts";
import { isBatchId } from "../domain/batch.ts";
import type { Mode } from "../domain/phases.ts";
import type { ExitCode } from "../domain/reasons.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { ask } from "./ask.ts";
import { type CommandLine, conclude } from "./command-line.ts";
import { takeOver } from "./orchestrate-adopt.ts";
import { addBatchOptions, type BatchFlags, firstCode, runBatch } from "./orchestrate-batch.ts";
import { tellBatch } from "./tell-batch.ts";
import { tellOutcome } from "./tell-outcome.ts";

const RUN_OR_BATCH = "run id, or the id of a batch";

interface RunOptions {
  readonly root?: string;
  readonly json?: boolean;
}

/** `cutter orchestrate …`: everything that moves a run. */
export function makeOrchestrateCommand(line: CommandLine, openApp: OpenApp): Command {
  const command = new Command("orchestrate").description("start runs, go on with them, give them up");
  const act = (options: RunOptions, work: (app: App, output: Output) => Promise<Result<ExitCode>>) =>
    conclude(line, options, async (output) => {
      const app = await openApp({ root: options.root ?? null, progress: output.progress, changes: true });
      if (!app.ok) return app;
      await using opened = app.value;
      return await work(opened, output);
    });
  const onRun = (
    name: string,
    description: string,
    work: {
      readonly run: (app: App, runId: string) => Promise<Result<RunOutcome>>;
      readonly batch: (app: App, batchId: string) => Promise<Result<BatchOutcome>>;
    },
  ) =>
    withOptions(command.command(name).description(description).argument("<run>", RUN_OR_BATCH)).action(
      (id: string, options: RunOptions) =>
        act(options, async (app, output) =>
          isBatchId(id)
            ? tellBatch(output, await work.batch(app, id), app.batches.pageFile)
            : tellOutcome(output, await work.run(app, id)),
        ),
    );

  withOptions(
    command
      .command("cut")
      .description("start a run; a live one pauses at SG_1, a dry run ends on the throw-away copy"),
  )
    .requiredOption("--document-id <id>", "the registered document")
    .addOption(modeOption())
    .action((options: RunOptions & { documentId: string; mode: Mode }) =>
      act(options, async (app, output) =>
        tellOutcome(output, await app.cut({ documentId: options.documentId, mode: options.mode })),
      ),
    );
  const batch = withOptions(
    command
      .command("batch")
      .description(
        "cut many documents under one decision: one backup, one rehearsal, one request a gate; a dry run is made of each",
      ),
  ).addOption(modeOption());
  addBatchOptions(batch).action((documentIds: readonly string[], options: RunOptions & BatchFlags) =>
    act(options, (app, output) => runBatch(app, output, documentIds, options)),
  );
  onRun("resume", "go on with a run or batch; safe to repeat", {
    run: (app, runId) => app.resume(runId),
    batch: (app, batchId) => app.batches.resume(batchId),
  });
  onRun(
    "renew",
    "write a new request for the gate at which the run or batch waits; approvals of the old one open nothing",
    { run: (app, runId) => app.renew(runId), batch: (app, batchId) => app.batches.renew(batchId) },
  );
  withOptions(
    command
      .command("adopt")
      .description(
        "take over a run or batch whose journal is lost with its machine, from what git and the database have of it",
      )
      .argument("<run>", RUN_OR_BATCH),
  )
    .option(
      "--over <number>",
      "where it was taken over before and that machine is lost, too: its number",
      wholeNumber,
    )
    .option("--yes", "do not ask")
    .action((id: string, options: RunOptions & { over?: number; yes?: boolean }) =>
      act(options, (app, output) => takeOver(app, output, { id, interrupted: line.interrupted, ...options })),
    );
  withOptions(
    command
      .command("void")
      .description("give up a run or batch that has written nothing; drafts are taken back with revert")
      .argument("<run>", RUN_OR_BATCH),
  )
    .requiredOption("--why <text>", "the reason, kept in the journal")
    .option("--yes", "do not ask")
    .action((runId: string, options: RunOptions & { why: string; yes?: boolean }) =>
      act(options, (app, output) =>
        giveUp(app, output, { runId, interrupted: line.interrupted, ...options }),
      ),
    );
  withOptions(
    command
      .command("revert")
      .description("plan what of a run or batch can be taken back; with --execute ask for SG_3 and do it")
      .argument("<run>", RUN_OR_BATCH),
  )
    .option("--execute", "withdraw the drafts under SG_3", false)
    .action((runId: string, options: RunOptions & { execute: boolean }) =>
      act(options, (app, output) => revert(app, output, { runId, execute: options.execute })),
    );
  withOptions(command.command("reconcile").description("resume every run and batch that can go on")).action(
    (options: RunOptions) => act(options, reconcile),
  );
  return command;
}

function withOptions(command: Command): Command {
  return command
    .option("--root <folder>", "the sidecar (default: CUTTER_ROOT or /var/lib/cutter)")
    .option("--json", "print one JSON object");
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError("a whole number from 1 on");
}

function modeOption(): Option {
  return new Option("--mode <mode>", "what a run may change").choices(["LIVE", "DRYRUN"]).default("LIVE");
}

async function giveUp(
  app: App,
  output: Output,
  order: {
    readonly runId: string;
    readonly why: string;
    readonly yes?: boolean;
    readonly interrupted: AbortSignal;
  },
): Promise<Result<ExitCode>> {
  if (order.why.trim() === "")
    return refused(refusal("STOP_BAD_INPUT", { field: "--why", expected: "a reason", actual: "nothing" }));
  if (order.yes !== true) {
    const answer = await ask(
      `Give up ${order.runId} for good? Its requests open nothing from then on. [y/N] `,
      order.interrupted,
    );
    if (!answer.ok) return answer;
    if (!answer.value) {
      output.line("Nothing was changed.");
      return accepted(2);
    }
  }
  return isBatchId(order.runId)
    ? tellBatch(output, await app.batches.voidBatch(order.runId, order.why), app.batches.pageFile)
    : tellOutcome(output, await app.voidRun(order.runId, order.why));
}

async function revert(
  app: App,
  output: Output,
  order: { readonly runId: string; readonly execute: boolean },
): Promise<Result<ExitCode>> {
  if (isBatchId(order.runId)) return revertBatch(app, output, order);
  const result = await app.revert(order.runId, { execute: order.execute });
  if (!result.ok) return result;
  const { plan, outcome } = result.value;
  if (outcome === null || !output.isTerminal) {
    output.line(
      renderColumns([
        ["step", "action", "units", "what"],
        ...plan.map((step) => [String(step.order), step.action, String(step.units), step.what]),
      ]),
    );
  }
  if (outcome !== null) return tellOutcome(output, accepted(outcome));
  output.json({ plan });
  return accepted(0);
}

async function revertBatch(
  app: App,
  output: Output,
  { runId: batchId, execute }: { readonly runId: string; readonly execute: boolean },
): Promise<Result<ExitCode>> {
  const result = await app.batches.revert(batchId, { execute });
  if (!result.ok) return result;
  const { plan, outcome } = result.value;
  if (outcome !== null) return tellBatch(output, accepted(outcome), app.batches.pageFile);
  const rows = plan.map((step) => [
    step.runId,
    String(step.order),
    step.action,
    String(step.units),
    step.what,
  ]);
  output.line(
    rows.length === 0
      ? "nothing to take back"
      : renderColumns([["run", "step", "action", "units", "what"], ...rows]),
  );
  output.json({ plan });
  return accepted(0);
}

async function reconcile(app: App, output: Output): Promise<Result<ExitCode>> {
  const runs = await app.reconcile();
  const batches = await app.batches.reconcile();
  output.json({ runs, batches });
  const rows = [...batches.map(({ batchId, ...row }) => ({ runId: batchId, ...row })), ...runs];
  const cells = rows.map((row) => [row.runId, row.did, row.state, row.refusal?.reason ?? ""]);
  output.line(rows.length === 0 ? "no runs" : renderColumns([["run", "did", "state", "reason"], ...cells]));
  for (const { runId, refusal } of rows.filter((row) => row.state === "unknown" && row.refusal)) {
    output.line(`${runId}  ${refusal?.reason}: ${refusal?.field ?? ""}: ${refusal?.actual ?? ""}`);
  }
  const faults = rows.filter((row) => row.fault !== null);
  for (const { runId, fault } of faults) output.error(`${runId}  fault: ${fault}`);
  return accepted(faults.length > 0 ? 1 : firstCode(rows));
}
