import { Command } from "commander";
import type { Output } from "../adapters/terminal/output.ts";
import { renderColumns } from "../adapters/terminal/table.ts";
import type { OpenDrill } from "../compose.ts";
import type { DrillReport, LedgerState, Standing } from "../domain/drill.ts";
import { accepted } from "../domain/result.ts";
import { countOf } from "../domain/text-forms.ts";
import { type CommandLine, conclude } from "./command-line.ts";

interface Options {
  readonly backup: string;
  readonly key: string;
  readonly passphraseFile?: string;
  readonly evidence?: string;
  readonly root?: string;
  readonly json?: boolean;
}

/** `cutter drill`: tries on a fresh machine whether a backup brings the base and its open runs back, and what would be lost. */
export function makeDrillCommand(line: CommandLine, openDrill: OpenDrill): Command {
  return new Command("drill")
    .description(
      "restore a backup into a throw-away server, adopt there what is open, and say what would be lost; changes nothing else",
    )
    .requiredOption(
      "--backup <file>",
      "an encrypted backup, or PLACE/backups/SHA256/NAME of a place that rclone reaches",
    )
    .requiredOption("--key <file>", "the recipient's armoured private key; never kept on the runner")
    .option("--passphrase-file <file>", "file whose first line unlocks the key")
    .option("--evidence <folder>", "a copy of the evidence of closed runs, to be compared as well")
    .option("--root <folder>", "the sidecar (default: CUTTER_ROOT or /var/lib/cutter)")
    .option("--json", "print one JSON object")
    .action((options: Options) =>
      conclude(line, options, async (output) => {
        const drill = await openDrill();
        const drilled = await drill({
          order: {
            root: options.root ?? null,
            backup: options.backup,
            keyFile: options.key,
            passphraseFile: options.passphraseFile ?? null,
            evidence: options.evidence ?? null,
          },
          progress: output.progress,
        });
        if (!drilled.ok) return drilled;
        const report = drilled.value;
        const holds = report.differences.length === 0;
        output.json({ verdict: holds ? "holds" : "differs", ...report });
        tellReport(output, report);
        return accepted(holds ? 0 : 3);
      }),
    );
}

function tellReport(output: Output, report: DrillReport): void {
  const { backup, steps, runs, over, lost, newestApprovalUtc, differences } = report;
  const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
  output.line(
    renderColumns([
      ["step", "seconds", "found"],
      ...steps.map((step) => [step.step, step.seconds.toFixed(1), step.found]),
    ]),
  );
  output.line("");
  output.line(
    `Over in the backup: ${over.enacted} enacted, ${over.withdrawn} withdrawn, ${over.days} with days set.`,
  );
  if (runs.length > 0)
    output.line(
      renderColumns([
        ["run or batch", "document", "the backup has", "adopted, it would", "why"],
        ...runs.map((run) => [
          run.id,
          run.documentId ?? "",
          HAS[run.has],
          describeEnd(run),
          run.why.join("; "),
        ]),
      ]),
    );
  output.line("");
  output.line(
    `The backup is of ${backup.issuedUtc} or a little earlier; the newest approval in git is of ${newestApprovalUtc ?? "no time that can be read"}.`,
  );
  if (lost.length > 0)
    output.line(
      renderColumns([
        ["would be lost with it", "when", "what"],
        ...lost.map(({ id, utc, what }) => [id, utc ?? "", what]),
      ]),
    );
  else output.line("Git and evidence have nothing that the backup lacks.");
  output.line("");
  for (const difference of differences) output.line(`differs: ${difference}`);
  const took = `${seconds.toFixed(1)} seconds`;
  output.line(
    differences.length === 0
      ? `The backup brings the base back, in ${took}. Nothing outside of the drill was changed.`
      : `${countOf(differences.length, "difference")} to be put right before this backup is needed. The drill took ${took}; nothing outside of it was changed.`,
  );
}

const HAS: Readonly<Record<LedgerState, string>> = {
  nothing: "nothing of it",
  drafts: "its drafts",
  enacted: "it, enacted",
  withdrawn: "it, withdrawn",
  days: "its days",
};

function describeEnd({ would, gate }: Standing): string {
  return would === "wait" && gate !== null ? `wait at ${gate}` : would;
}
