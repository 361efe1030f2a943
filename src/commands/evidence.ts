import { Command } from "commander";
import type { Output } from "../adapters/terminal/output.ts";
import { renderColumns } from "../adapters/terminal/table.ts";
import { isBatchFolder, verifyBatchEvidence } from "../compose/batch-evidence.ts";
import { verifyEvidence } from "../compose/evidence.ts";
import { evidenceFolder } from "../compose/evidence-folder.ts";
import type { OpenApp } from "../compose.ts";
import type { Environment } from "../config/environment.ts";
import { isBatchId } from "../domain/batch.ts";
import { type Check, check, refuseFailedChecks } from "../domain/check.ts";
import type { JournalEntry, JournalEvent } from "../domain/journal.ts";
import { type ExitCode, exitCodeOf } from "../domain/reasons.ts";
import type { Refusal } from "../domain/refusal.ts";
import { accepted, type Result } from "../domain/result.ts";
import { type CommandLine, conclude, tellRefusal } from "./command-line.ts";
import { makeSealCommand } from "./evidence-seal.ts";
import { makeVerifySealCommand } from "./evidence-verify-seal.ts";

/**
 * `cutter evidence verify RUN|FOLDER`: whether the evidence of a closed run is unchanged; needs nothing but its folder. With
 * `--database`, whether the database still holds what the run has left in it, and whether git explains the ledger.
 */
export function makeEvidenceCommand(line: CommandLine, environment: Environment, openApp: OpenApp): Command {
  const command = new Command("evidence").description("check what closed runs have left, and seal it");
  command
    .command("verify")
    .description("check journal, requests, reports and their chain, without network and database")
    .argument("<run>", "run id or batch id, or the folder of one anywhere")
    .option("--root <folder>", "the sidecar (default: CUTTER_ROOT or /var/lib/cutter)")
    .option(
      "--database",
      "compare the database with what the run has left in it, text by text, and its ledger with git",
    )
    .option("--json", "print one JSON object")
    .action((run: string, options: { root?: string; database?: boolean; json?: boolean }) =>
      conclude(line, options, async (output) => {
        const found = await evidenceFolder(run, options.root ?? environment.CUTTER_ROOT, environment);
        if (!found.ok) return found;
        const folder = found.value;
        if (isBatchId(run) || (await isBatchFolder(folder)))
          return await verifyBatch(output, openApp, {
            folder,
            root: options.root ?? null,
            database: options.database === true,
          });
        const verdict = await verifyEvidence(folder);
        if (!verdict.ok) return verdict;
        const { runId, entries, backup } = verdict.value;
        const asked = options.database
          ? await auditRun(openApp, { entries, output, root: options.root ?? null })
          : NOT_ASKED;
        if (!asked.ok) return asked;
        const adopted = adoptionOf(entries[0]?.event);
        const told = tellVerdict(output, {
          about: { runId, backup, ...(adopted === null ? {} : { adopted }) },
          sealed: verdict.value.checks,
          found: asked.value.checks,
          unread: asked.value.unread,
        });
        if (adopted !== null) {
          output.line(
            `Its journal was lost; ${adopted.by} has adopted the run under number ${adopted.number}. Lost with its machine:`,
          );
          for (const what of adopted.missing) output.line(`- ${what}`);
        }
        if (told !== 0) return accepted(told);
        if (backup !== null && !backup.isThere)
          output.line(
            `The backup ${backup.file} is no longer kept. The evidence is whole without it: the envelope tells what it held.`,
          );
        const where = options.database ? ", and so is what it left in the database" : "";
        output.line(`The evidence of ${runId} is whole${where}.`);
        return accepted(0);
      }),
    );
  command.addCommand(makeSealCommand(line, environment));
  command.addCommand(makeVerifySealCommand(line, environment));
  return command;
}

/** Who has adopted the run, and what is lost: it is missing, and was not altered. */
function adoptionOf(first: JournalEvent | undefined) {
  if (first?.type !== "adopted") return null;
  const { by, number, missing } = first;
  return { by, number, missing };
}

/** The same for a batch and every member that it closed. */
async function verifyBatch(
  output: Output,
  openApp: OpenApp,
  order: { readonly folder: string; readonly root: string | null; readonly database: boolean },
): Promise<Result<ExitCode>> {
  const { folder, root } = order;
  const { progress } = output;
  const app = order.database ? await openApp({ root, progress, changes: false }) : null;
  if (app?.ok === false) return app;
  await using opened = app?.value ?? null;
  await using audit = (await opened?.openAudit()) ?? null;
  const found: Check[] = [];
  const verdict = await verifyBatchEvidence({
    folder,
    progress,
    async onClosed({ runId, entries }) {
      const left = (await audit?.left(entries)) ?? accepted([]);
      if (!left.ok) return left.refusal;
      const failed = left.value.filter(({ passed }) => !passed);
      found.push(...failed.map((row) => ({ ...row, name: `${runId}: ${row.name}` })));
      if (audit !== null && failed.length === 0) found.push(check(`${runId} in the database`, true, true));
      return null;
    },
  });
  if (!verdict.ok) return verdict;
  const explained = (await audit?.explained()) ?? null;
  if (explained?.ok) found.push(explained.value);
  const { batchId, closed } = verdict.value;
  const told = tellVerdict(output, {
    about: { batchId },
    sealed: verdict.value.checks,
    found,
    unread: explained?.ok === false ? explained.refusal : null,
  });
  if (told !== 0) return accepted(told);
  const where = order.database ? ", and so is what they left in the database" : "";
  output.line(`The evidence of ${batchId} and its ${closed} closed members is whole${where}.`);
  return accepted(0);
}

interface Found {
  /** What the object names beside the verdict. */
  readonly about: Readonly<Record<string, unknown>>;
  /** Of files and journals. */
  readonly sealed: readonly Check[];
  /** Of database and ledger. */
  readonly found: readonly Check[];
  /** Why the ledger could not be compared with git; null where it was, or was not to be. */
  readonly unread: Refusal | null;
}

/** Tells the checks, and what failed; 0 where everything holds. */
function tellVerdict(output: Output, { about, sealed, found, unread }: Found): ExitCode {
  const checks = [...sealed, ...found];
  const damaged = refuseFailedChecks("STOP_STATE_CORRUPT", sealed) ?? refuseAltered(found);
  const failed = damaged ?? unread;
  const verdict = failed === null ? "whole" : damaged === null ? "not compared" : "damaged";
  output.json({ ...about, verdict, checks, unread });
  output.line(
    renderColumns([
      ["evidence", "result"],
      ...checks.map((row) => [row.name, row.passed ? "holds" : `FAILED: ${row.actual}`]),
      ...(unread === null ? [] : [["the ledger against git", `not compared: ${unread.reason}`]]),
    ]),
  );
  if (failed === null) return 0;
  tellRefusal(output, failed);
  return exitCodeOf(failed.reason);
}

function refuseAltered(checks: readonly Check[]): Refusal | null {
  const altered = refuseFailedChecks("STOP_TAMPERED", checks);
  return (
    altered && {
      ...altered,
      message: "The database does not hold what the run has left in it.",
      wayOut: "Find out who changed the rows that are named; restore them from the backup.",
    }
  );
}

const NOT_ASKED = accepted({ checks: [], unread: null });

async function auditRun(
  openApp: OpenApp,
  order: { readonly entries: readonly JournalEntry[]; readonly output: Output; readonly root: string | null },
): Promise<Result<{ readonly checks: readonly Check[]; readonly unread: Refusal | null }>> {
  const { entries, output, root } = order;
  const app = await openApp({ root, progress: output.progress, changes: false });
  if (!app.ok) return app;
  await using opened = app.value;
  await using audit = await opened.openAudit();
  const left = await audit.left(entries);
  if (!left.ok) return left;
  const explained = await audit.explained();
  return explained.ok
    ? accepted({ checks: [...left.value, explained.value], unread: null })
    : accepted({ checks: left.value, unread: explained.refusal });
}
