import { Command } from "commander";
import type { OpenApp } from "../compose.ts";
import type { UncomparedRun } from "../domain/base-audit.ts";
import { exitCodeOf } from "../domain/reasons.ts";
import { accepted } from "../domain/result.ts";
import { countOf } from "../domain/text-forms.ts";
import { type CommandLine, conclude, tellRefusal } from "./command-line.ts";

/** `cutter audit`: the whole base, recomputed from its rows and held against the chains of its documents and the sealed evidence. */
export function makeAuditCommand(line: CommandLine, openApp: OpenApp): Command {
  return new Command("audit")
    .description("recompute the whole base from its rows and name what no run has left so")
    .option("--root <folder>", "the sidecar (default: CUTTER_ROOT or /var/lib/cutter)")
    .option("--json", "print one JSON object")
    .action((options: { root?: string; json?: boolean }) =>
      conclude(line, { ...options, again: AGAIN }, async (output) => {
        const app = await openApp({ root: options.root ?? null, progress: output.progress, changes: true });
        if (!app.ok) return app;
        await using opened = app.value;
        const audit = await opened.auditBase({ founds: true, isAlone: true });
        const {
          record,
          differences,
          found,
          altered,
          unsound,
          unread,
          uncompared,
          index,
          founded,
          unchained,
        } = audit;
        const failed = unsound ?? altered ?? unread;
        output.json({
          ...{
            clean: failed === null,
            ...record,
            found,
            differences,
            unsound,
            unread,
            uncompared,
            index,
            founded,
          },
          without_chain: unchained,
        });
        for (const refusal of [unsound, altered ?? unread])
          if (refusal !== null) tellRefusal(output, refusal);
        for (const line of describeUncompared(uncompared)) output.line(line);
        if (index !== null) output.line(index);
        if (failed !== null) return accepted(exitCodeOf(failed.reason));
        const { documents, rows, runs, taken_utc, heads_sha256 } = record;
        output.line(`The base is as its runs have left it, at ${taken_utc}.`);
        output.line(
          `${countOf(documents, "document")}, ${countOf(rows, "row")}, ${countOf(runs, "sealed run")}; heads ${heads_sha256}`,
        );
        if (founded.length > 0)
          output.line(`Founded for documents of an earlier release: ${countOf(founded.length, "chain")}.`);
        if (unchained.length > 0)
          output.line(
            `A run is at work on ${unchained.join(", ")}: run cutter audit again to found its chain.`,
          );
        return accepted(0);
      }),
    );
}

const AGAIN = "Start `cutter audit` again; it has changed no run and no text.";

/** Lines that are printed of the runs that could not be compared; `--json` has all. */
const FEW = 20;

function describeUncompared(runs: readonly UncomparedRun[]): readonly string[] {
  if (runs.length === 0) return [];
  const more = runs.length > FEW ? [`- and ${runs.length - FEW} more`] : [];
  return [
    `Not held against sealed evidence: ${countOf(runs.length, "run")}.`,
    ...runs.slice(0, FEW).map(({ runId, why }) => `- ${runId}: ${why}`),
    ...more,
  ];
}
