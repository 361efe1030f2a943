import { Command } from "commander";
import { renderColumns } from "../adapters/terminal/table.ts";
import type { BackupList, ListedBackup, OpenBackupShelf, RepositoryRow } from "../compose/backup-shelf.ts";
import { describeCopy } from "../domain/backup-copies.ts";
import { openerOf } from "../domain/backup-envelope.ts";
import { newestSound, restsOn } from "../domain/kept-backup.ts";
import { accepted } from "../domain/result.ts";
import { countOf } from "../domain/text-forms.ts";
import { type CommandLine, conclude } from "./command-line.ts";

/** `cutter backup list`: what lies in the sidecar and in pgBackRest's repository, newest first, each read through and held against its envelope. */
export function makeBackupListCommand(line: CommandLine, openShelf: OpenBackupShelf): Command {
  return new Command("list")
    .description("the backups, newest first: taken when, of which run, whether each is sound")
    .option("--root <folder>", "the sidecar (default: CUTTER_ROOT or /var/lib/cutter)")
    .option("--json", "print one JSON object")
    .action((options: { root?: string; json?: boolean }) =>
      conclude(line, options, async (output) => {
        const shelf = await openShelf({ root: options.root ?? null, changes: false });
        if (!shelf.ok) return shelf;
        const list = await shelf.value.list();
        const { newestFirst, unfinished, others } = list;
        const repository = await shelf.value.listRepository();
        output.json({
          ...(repository === null ? {} : { repository: repository.map(describeLabel) }),
          backups: newestFirst.map((backup) => describeBackup(backup, list)),
          unfinished: unfinished.map(({ name, sizeBytes }) => ({ file: name, sizeBytes })),
          others,
        });
        if (repository !== null) for (const text of renderRepository(repository)) output.line(text);
        else if (newestFirst.length === 0) output.line("no backups");
        if (newestFirst.length > 0) for (const text of renderBackups(newestFirst)) output.line(text);
        for (const { name, sizeBytes } of unfinished)
          output.line(`unfinished, its process has ended: ${name}, ${sizeOf(sizeBytes)}`);
        for (const name of others) output.line(`no backup, left alone: ${name}`);
        const isDamaged = [...newestFirst, ...(repository ?? [])].some(
          ({ state }) => state === "altered" || state === "missing" || state === "incomplete",
        );
        return accepted(isDamaged ? 3 : 0);
      }),
    );
}

/** A row of at most 80 columns for each, and below it what it holds, for whom, and whether its run is open. */
export function renderBackups(backups: readonly ListedBackup[]): readonly string[] {
  const rows = backups.map(({ file, takenUtc, sizeBytes, state }) => [
    file,
    takenUtc.replace("T", " ").slice(0, -4),
    sizeOf(sizeBytes),
    state,
  ]);
  // Each row is one line, on any terminal, for what belongs to it follows it.
  const table = renderColumns([["backup", "taken (UTC)", "size", "is"], ...rows], null).split("\n");
  const [head = [], body] = [table.slice(0, 2), table.slice(2)];
  return [...head, ...backups.flatMap((backup, at) => [body[at] ?? "", ...notesOf(backup, backups)])];
}

function notesOf(backup: ListedBackup, all: readonly ListedBackup[]): readonly string[] {
  const { envelope, openRun } = backup;
  const full = restsOn(backup);
  const resting = all.filter((each) => restsOn(each) === backup.file).length;
  return [
    ...(envelope === null
      ? ["  no envelope describes it"]
      : [
          `  ${countOf(envelope.tables.length, "table")}, ${countOf(rowsOf(envelope.tables), "row")}, to ${envelope.recipient}`,
        ]),
    ...(envelope?.copies ?? []).map((copy) => `  a copy: ${describeCopy(copy)}`),
    ...(full === null ? [] : [`  an increment: it rests on ${full}`]),
    ...(resting === 0
      ? []
      : [`  ${countOf(resting, "increment")} ${resting === 1 ? "rests" : "rest"} on it`]),
    ...(openRun === null ? [] : [`  its run is open (${openRun}): never pruned`]),
  ];
}

/** The backups of a repository, as the files are told. */
function renderRepository(rows: readonly RepositoryRow[]): readonly string[] {
  if (rows.length === 0) return ["no backups in the repository"];
  const cells = rows.map(({ label, takenUtc, sizeBytes, state }) => [
    label,
    takenUtc.replace("T", " ").slice(0, -4),
    sizeOf(sizeBytes),
    state,
  ]);
  const table = renderColumns([["backup", "taken (UTC)", "size", "is"], ...cells], null).split("\n");
  const [head, body] = [table.slice(0, 2), table.slice(2)];
  return [...head, ...rows.flatMap((row, at) => [body[at] ?? "", ...notesOfLabel(row)])];
}

function notesOfLabel({ type, runId, envelope, openRun }: RepositoryRow): readonly string[] {
  const of = runId === null ? "not taken by the bot" : `of ${runId}`;
  const held =
    envelope === null
      ? "no envelope describes it"
      : `${countOf(envelope.tables.length, "table")}, ${countOf(rowsOf(envelope.tables), "row")}, ${openerOf(envelope)}`;
  return [
    `  ${type}, ${of}; ${held}`,
    ...(openRun === null ? [] : [`  its run is open (${openRun}): keep it in the repository`]),
  ];
}

function describeLabel({ envelope, ...facts }: RepositoryRow) {
  return {
    ...facts,
    sha256: envelope?.sha256 ?? null,
    database: envelope?.database ?? null,
    tables: envelope?.tables ?? null,
  };
}

function describeBackup(backup: ListedBackup, { newestFirst }: BackupList) {
  const { envelope, stored, ...facts } = backup;
  return {
    ...facts,
    restsOn: restsOn(backup),
    isNewestSound: backup === newestSound(newestFirst),
    recipient: envelope?.recipient ?? null,
    sha256: envelope?.sha256 ?? null,
    copies: envelope?.copies ?? [],
    database: envelope?.database ?? null,
    tables: envelope?.tables ?? null,
  };
}

function rowsOf(tables: readonly { readonly rows: number }[]): number {
  return tables.reduce((sum, { rows }) => sum + rows, 0);
}

/** At most seven characters: `1023 B`, `9.8 MiB`. */
export function sizeOf(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let size = bytes;
  let unit = 0;
  while (size >= (unit === 0 ? 1024 : 999.5) && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const isShort = unit > 0 && size < 9.95;
  return `${isShort ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}
