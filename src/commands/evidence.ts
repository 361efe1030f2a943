import { join } from "node:path";
import { Command } from "commander";
import { renderColumns } from "../adapters/terminal/table.ts";
import { verifyEvidence } from "../compose/evidence.ts";
import { refuseFailedChecks } from "../domain/check.ts";
import { exitCodeOf } from "../domain/reasons.ts";
import { accepted } from "../domain/result.ts";
import { RUN_ID_PATTERN } from "../domain/run.ts";
import { type CommandLine, conclude, tellRefusal } from "./command-line.ts";

/** `cutter evidence verify RUN|FOLDER`: whether the evidence of a closed run is unchanged; needs nothing but its folder. */
export function makeEvidenceCommand(line: CommandLine, defaultRoot: string): Command {
  const command = new Command("evidence").description("check what closed runs have left");
  command
    .command("verify")
    .description("check journal, requests, reports and their chain; no network, no database")
    .argument("<run>", "run id, or the folder of a run anywhere")
    .option("--root <folder>", "the sidecar (default: CUTTER_ROOT or /var/lib/cutter)")
    .option("--json", "print one JSON object")
    .action((run: string, options: { root?: string; json?: boolean }) =>
      conclude(line, options, async (output) => {
        const folder = RUN_ID_PATTERN.test(run) ? join(options.root ?? defaultRoot, "runs", run) : run;
        const verdict = await verifyEvidence(folder);
        if (!verdict.ok) return verdict;
        const { runId, checks } = verdict.value;
        const failed = refuseFailedChecks("STOP_STATE_CORRUPT", checks);
        output.json({ runId, verdict: failed === null ? "whole" : "damaged", checks });
        output.line(
          renderColumns([
            ["evidence", "result"],
            ...checks.map((row) => [row.name, row.passed ? "holds" : `FAILED: ${row.actual}`]),
          ]),
        );
        if (failed !== null) {
          tellRefusal(output, failed);
          return accepted(exitCodeOf(failed.reason));
        }
        output.line(`The evidence of ${runId} is whole.`);
        return accepted(0);
      }),
    );
  return command;
}
