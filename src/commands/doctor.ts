import { Command } from "commander";
import { renderColumns } from "../adapters/terminal/table.ts";
import type { OpenApp } from "../compose.ts";
import type { Environment } from "../config/environment.ts";
import { accepted } from "../domain/result.ts";
import { type CommandLine, conclude } from "./command-line.ts";
import { tellGitHubDoctor } from "./doctor-github.ts";

/**
 * `cutter doctor`: every precheck of the runner, and the way out of each that failed; where all pass, a toy cut on a restored copy. Changes no
 * run and no database.
 */
export function makeDoctorCommand(line: CommandLine, openApp: OpenApp, environment: Environment): Command {
  return new Command("doctor")
    .description(
      "every precheck of the runner, with the way out of each failure, and a toy cut on a restored copy",
    )
    .option("--root <folder>", "the sidecar (default: CUTTER_ROOT or /var/lib/cutter)")
    .option("--quick", "leave out the toy cut: no backup, no restore, no rehearsal", false)
    .option("--github", "the control repository's settings on GitHub instead", false)
    .option("--json", "print one JSON object")
    .action((options: { root?: string; quick: boolean; github: boolean; json?: boolean }) =>
      conclude(line, options, async (output) => {
        if (options.github) return tellGitHubDoctor(output, { environment, root: options.root ?? null });
        const app = await openApp({ root: options.root ?? null, progress: output.progress, changes: false });
        if (!app.ok) return app;
        await using opened = app.value;
        const checks = await opened.doctor({ quick: options.quick });
        const failed = checks.filter((check) => !check.passed);
        output.json({ ready: failed.length === 0, checks });
        output.line(
          renderColumns([
            ["precheck", "result", "found"],
            ...checks.map((check) => [check.name, check.passed ? "passed" : "FAILED", check.found]),
          ]),
        );
        for (const check of failed) output.line(`${check.name}: ${check.wayOut}`);
        output.line(failed.length === 0 ? "The runner is ready." : `${failed.length} prechecks failed.`);
        return accepted(failed.length === 0 ? 0 : 3);
      }),
    );
}
