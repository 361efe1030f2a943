import { Command, Option } from "commander";
import type { Output } from "../adapters/terminal/output.ts";
import { renderColumns } from "../adapters/terminal/table.ts";
import type { App, OpenApp, RunOutcome } from "../compose.ts";
import type { Mode } from "../domain/phases.ts";
import { type ExitCode, exitCodeOf } from "../domain/reasons.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { ask } from "./ask.ts";
import { type CommandLine, conclude } from "./command-line.ts";
import { tellOutcome } from "./tell-outcome.ts";

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
    work: (app: App, runId: string) => Promise<Result<RunOutcome>>,
  ) =>
    withOptions(command.command(name).description(description).argument("<run>", "run id")).action(
      (runId: string, options: RunOptions) =>
        act(options, async (app, output) => tellOutcome(output, await work(app, runId))),
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
  withOptions(
    command
      .command("batch")
      .description(
        "start a run for each of several documents, one after the other; each waits for its own approval",
      )
      .argument("<documents...>", "the registered documents"),
  )
    .addOption(modeOption())
    .action((documentIds: readonly string[], options: RunOptions & { mode: Mode }) =>
      act(options, (app, output) => batch(app, output, { documentIds, mode: options.mode })),
    );
  onRun("resume", "go on with a run; safe to repeat", (app, runId) => app.resume(runId));
  onRun(
    "renew",
    "write a new request for the gate at which the run waits; approvals of the old one open nothing",
    (app, runId) => app.renew(runId),
  );
  withOptions(
    command
      .command("void")
      .description("give up a run that has written nothing; drafts are taken back with revert")
      .argument("<run>", "run id"),
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
      .description("plan what of a run can be taken back; with --execute ask for SG_3 and do it")
      .argument("<run>", "run id"),
  )
    .option("--execute", "withdraw the drafts of the run under SG_3", false)
    .action((runId: string, options: RunOptions & { execute: boolean }) =>
      act(options, (app, output) => revert(app, output, { runId, execute: options.execute })),
    );
  withOptions(command.command("reconcile").description("resume every run that can go on")).action(
    (options: RunOptions) => act(options, reconcile),
  );
  return command;
}

function withOptions(command: Command): Command {
  return command
    .option("--root <folder>", "the sidecar (default: CUTTER_ROOT or /var/lib/cutter)")
    .option("--json", "print one JSON object");
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
  return tellOutcome(output, await app.voidRun(order.runId, order.why));
}

async function revert(
  app: App,
  output: Output,
  order: { readonly runId: string; readonly execute: boolean },
): Promise<Result<ExitCode>> {
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

async function batch(
  app: App,
  output: Output,
  order: { readonly documentIds: readonly string[]; readonly mode: Mode },
): Promise<Result<ExitCode>> {
  const result = await app.cutBatch(order);
  if (!result.ok) return result;
  output.json({ documents: result.value });
  const cells = result.value.map((row) => [
    row.documentId,
    row.outcome?.runId ?? "-",
    row.outcome?.state ?? "not started",
    row.refusal?.reason ?? "",
  ]);
  output.line(renderColumns([["document", "run", "state", "reason"], ...cells]));
  return accepted(firstCode(result.value));
}

async function reconcile(app: App, output: Output): Promise<Result<ExitCode>> {
  const rows = await app.reconcile();
  output.json({ runs: rows });
  const cells = rows.map((row) => [row.runId, row.did, row.state, row.refusal?.reason ?? ""]);
  output.line(rows.length === 0 ? "no runs" : renderColumns([["run", "did", "state", "reason"], ...cells]));
  for (const { runId, refusal } of rows.filter((row) => row.state === "unknown" && row.refusal)) {
    output.line(`${runId}  ${refusal?.reason}: ${refusal?.field ?? ""}: ${refusal?.actual ?? ""}`);
  }
  const faults = rows.filter((row) => row.fault !== null);
  for (const { runId, fault } of faults) output.error(`${runId}  fault: ${fault}`);
  return accepted(faults.length > 0 ? 1 : firstCode(rows));
}

/** The exit code of several runs is that of the first which did not end or pause as designed. */
function firstCode(rows: readonly { readonly refusal: Refusal | null }[]): ExitCode {
  const codes = rows.map((row) => (row.refusal === null ? 0 : exitCodeOf(row.refusal.reason)));
  return codes.find((code) => code !== 0) ?? 0;
}
