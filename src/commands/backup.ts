import { Command } from "commander";
import type { OpenBackupShelf } from "../compose/backup-shelf.ts";
import type { OpenBackupTools } from "../compose/backup-tools.ts";
import { accepted } from "../domain/result.ts";
import type { BackupSelftest } from "../ports/backup.ts";
import { makeBackupListCommand } from "./backup-list.ts";
import { makeBackupPruneCommand } from "./backup-prune.ts";
import { type CommandLine, conclude } from "./command-line.ts";

const ROOT = ["--root <folder>", "the sidecar (default: CUTTER_ROOT or /var/lib/cutter)"] as const;

/** `cutter backup list | prune | selftest | decrypt-proof | compare`. Only `compare` opens a session on the live database, and pgBackRest's own. */
export function makeBackupCommand(
  line: CommandLine,
  openTools: OpenBackupTools,
  openShelf: OpenBackupShelf,
): Command {
  return new Command("backup")
    .description("list and prune backups, and prove that one can be opened, or was restored")
    .addCommand(makeBackupListCommand(line, openShelf))
    .addCommand(makeBackupPruneCommand(line, openShelf))
    .addCommand(makeSelftest(line, openTools))
    .addCommand(makeDecryptProof(line, openTools))
    .addCommand(makeCompare(line, openTools));
}

function makeSelftest(line: CommandLine, openTools: OpenBackupTools): Command {
  return new Command("selftest")
    .description(
      "encrypt a probe to the pinned recipient, or ask pgBackRest's repository and archive; fails while a backup could not be taken",
    )
    .option(...ROOT)
    .option("--json", "print one JSON object")
    .action((options: { root?: string; json?: boolean }) =>
      conclude(line, options, async (output) => {
        const tools = await openTools({ root: options.root ?? null });
        const tested = await tools.selftest();
        if (!tested.ok) return tested;
        output.json({ verdict: "passed", ...tested.value });
        output.line(tellSelftest(tested.value));
        return accepted(0);
      }),
    );
}

function tellSelftest(tested: BackupSelftest): string {
  if (tested.adapter === "pg_dump") {
    const { recipient, expires } = tested;
    return `Backups can be encrypted to ${recipient} (${expires === null ? "never expires" : `until ${expires}`}).`;
  }
  const { stanza, repo, cipher, newest } = tested;
  const last = newest === null ? "it has no backup yet" : `its newest backup is ${newest}`;
  return `pgBackRest can back ${stanza} up to its repository ${repo} (cipher ${cipher}); ${last}.`;
}

function makeDecryptProof(line: CommandLine, openTools: OpenBackupTools): Command {
  interface Options {
    readonly root?: string;
    readonly json?: boolean;
    readonly file?: string;
    readonly key: string;
    readonly passphraseFile?: string;
  }
  return new Command("decrypt-proof")
    .description(
      "open a backup with the private key, restore it into a throw-away database and compare it with its envelope",
    )
    .argument("<envelope>", "backup.json of the run")
    .requiredOption("--key <file>", "the recipient's armoured private key; never kept on the runner")
    .option("--passphrase-file <file>", "file whose first line unlocks the key")
    .option("--file <backup>", "the backup, where it no longer lies where the envelope says")
    .option(...ROOT)
    .option("--json", "print one JSON object")
    .action((envelopeFile: string, options: Options) =>
      conclude(line, options, async (output) => {
        const tools = await openTools({ root: options.root ?? null });
        const proof = await tools.proveDecryption({
          envelopeFile,
          backupFile: options.file ?? null,
          keyFile: options.key,
          passphraseFile: options.passphraseFile ?? null,
        });
        if (!proof.ok) return proof;
        const { runId, sha256, tables } = proof.value;
        output.json({ verdict: "passed", runId, sha256, tables });
        for (const { table, rows } of tables) output.line(`${table}: ${rows} rows as in the envelope`);
        output.line(`The backup of ${runId} was opened, restored and found equal to its envelope.`);
        return accepted(0);
      }),
    );
}

function makeCompare(line: CommandLine, openTools: OpenBackupTools): Command {
  return new Command("compare")
    .description("compare the database, into which a backup was restored, with the envelope of that backup")
    .argument("<envelope>", "backup.json of the run")
    .option(...ROOT)
    .option("--json", "print one JSON object")
    .action((envelopeFile: string, options: { root?: string; json?: boolean }) =>
      conclude(line, options, async (output) => {
        const tools = await openTools({ root: options.root ?? null });
        const compared = await tools.compare(envelopeFile);
        if (!compared.ok) return compared;
        const { runId, snapshotUtc, tables } = compared.value;
        output.json({ verdict: "equal", runId, snapshotUtc, tables });
        for (const { table, rows } of tables) output.line(`${table}: ${rows} rows as in the envelope`);
        output.line(`The database holds what it held at ${snapshotUtc}, in the backup of ${runId}.`);
        return accepted(0);
      }),
    );
}
