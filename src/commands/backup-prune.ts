import { Command } from "commander";
import type { BackupList, BackupShelf, ListedBackup, OpenBackupShelf } from "../compose/backup-shelf.ts";
import { chooseNamed, chooseOld } from "../domain/kept-backup.ts";
import type { ExitCode } from "../domain/reasons.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { countOf } from "../domain/text-forms.ts";
import { ask } from "./ask.ts";
import { renderBackups, sizeOf } from "./backup-list.ts";
import { type CommandLine, conclude } from "./command-line.ts";

interface PruneOptions {
  readonly keep?: string;
  readonly root?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `cutter backup prune`: deletes old sound backups by number, or any by its name; never the newest sound one, never one of an open run. */
export function makeBackupPruneCommand(
  line: CommandLine,
  openShelf: OpenBackupShelf,
  askPerson: typeof ask = ask,
): Command {
  return new Command("prune")
    .description(
      "delete old backups; never the newest sound one, one on which an increment rests that stays, or one of a run that is neither closed nor voided",
    )
    .argument("[backup...]", "names of `cutter backup list`, sound or not")
    .option(
      "--keep <n>",
      "delete the sound ones behind the newest n, and what ended processes left unfinished",
    )
    .option("--root <folder>", "the sidecar (default: CUTTER_ROOT or /var/lib/cutter)")
    .option("--yes", "do not ask")
    .option("--json", "print one JSON object")
    .action((names: readonly string[], options: PruneOptions) =>
      conclude(line, options, async (output): Promise<Result<ExitCode>> => {
        const order = readOrder(names, options);
        if (!order.ok) return order;
        const shelf = await openShelf({ root: options.root ?? null, changes: true });
        if (!shelf.ok) return shelf;
        const list = await shelf.value.list();
        const { keep } = order.value;
        const unlisted = names.filter((name) => !list.newestFirst.some(({ file }) => file === name));
        const inRepository = await refuseRepository(shelf.value, unlisted);
        if (inRepository) return refused(inRepository);
        const old = keep === null ? null : chooseOld(list.newestFirst, keep);
        const chosen = old === null ? chooseNamed(list.newestFirst, names) : accepted(old.chosen);
        if (!chosen.ok) return chosen;
        for (const { file } of old?.rested ?? [])
          output.line(`stays, for increments rest on it that stay: ${file}`);
        const unfinished = keep === null ? [] : list.unfinished;
        const files = [...chosen.value.flatMap(({ stored }) => stored ?? []), ...unfinished];
        for (const text of tellChosen(chosen.value, unfinished)) output.line(text);
        if (shelf.value.adapter === "pgbackrest")
          output.line("What is in the repository of pgBackRest goes by its own retention.");
        if (files.length === 0) {
          output.json({ verdict: "pruned", deleted: [], freedBytes: 0 });
          output.line("Nothing to delete.");
          return accepted(0);
        }
        if (options.yes !== true) {
          const answer = await askPerson(
            `Delete ${countOf(files.length, "file")}, ${totalOf(files)}? [y/N] `,
            line.interrupted,
          );
          if (!answer.ok) return answer;
          if (!answer.value) {
            output.json({ verdict: "not pruned" });
            output.line("Nothing was deleted.");
            return accepted(2);
          }
        }
        const deleted = await shelf.value.prune(list, files);
        if (!deleted.ok) return deleted;
        const gone = deleted.value;
        const freedBytes = gone.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
        output.json({ verdict: "pruned", deleted: gone.map(({ name }) => name), freedBytes });
        output.line(
          `Deleted ${countOf(gone.length, "file")}; ${sizeOf(freedBytes)} are free (${freedBytes} bytes).`,
        );
        const kept = files.filter((file) => !gone.includes(file));
        for (const { name } of kept) output.line(`left alone, for it has changed: ${name}`);
        return accepted(0);
      }),
    );
}

/** What is in a repository goes by the repository's own retention: a backup that others rest on is more than a file. */
async function refuseRepository(shelf: BackupShelf, names: readonly string[]): Promise<Refusal | null> {
  const rows = names.length === 0 ? null : await shelf.listRepository();
  const found = rows?.find(({ label }) => names.includes(label));
  if (found === undefined) return null;
  return refusal("STOP_BAD_INPUT", {
    field: found.label,
    expected: "a file of the sidecar",
    actual: "a backup in the repository of pgBackRest",
    wayOut:
      "pgBackRest keeps its own retention: set repo1-retention-full in its configuration, or run `pgbackrest expire`.",
  });
}

/** By number or by name, not both and not neither. */
function readOrder(
  names: readonly string[],
  { keep }: PruneOptions,
): Result<{ readonly keep: number | null }> {
  if (names.length > 0 === (keep !== undefined))
    return refused(
      bad("backup, --keep", "names of backups or --keep <n>", keep === undefined ? "neither" : "both"),
    );
  if (keep === undefined) return accepted({ keep: null });
  if (!/^[1-9]\d{0,5}$/.test(keep)) return refused(bad("--keep", "a number of backups, at least 1", keep));
  return accepted({ keep: Number(keep) });
}

function bad(field: string, expected: string, actual: string) {
  return refusal("STOP_BAD_INPUT", { field, expected, actual });
}

function tellChosen(
  chosen: readonly ListedBackup[],
  unfinished: BackupList["unfinished"],
): readonly string[] {
  return [
    ...(chosen.length === 0 ? [] : renderBackups(chosen)),
    ...unfinished.map(({ name, sizeBytes }) => `unfinished: ${name}, ${sizeOf(sizeBytes)}`),
  ];
}

function totalOf(files: Parameters<BackupShelf["prune"]>[1]): string {
  return sizeOf(files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
}
