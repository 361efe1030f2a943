import { Command } from "commander";
import { renderColumns } from "../adapters/terminal/table.ts";
import type { DatabaseCommands } from "../compose/database-commands.ts";
import { REASONS, type ReasonCode } from "../domain/reasons.ts";
import { accepted } from "../domain/result.ts";
import { type CommandLine, conclude } from "./command-line.ts";

/** `cutter db install` and `cutter db check`, both as the owner (DOT_CUTTER_ADMIN_DB_USER, _PASSWORD). */
export function makeDbCommand(
  line: CommandLine,
  database: () => Pick<DatabaseCommands, "install" | "check">,
): Command {
  return new Command("db")
    .description("install the reference schema, or check an existing database against it")
    .addCommand(makeInstallCommand(line, database))
    .addCommand(makeCheckCommand(line, database));
}

function makeInstallCommand(line: CommandLine, database: () => Pick<DatabaseCommands, "install">): Command {
  return new Command("install")
    .description("apply every migration that is missing, each in its own transaction")
    .option("--json", "print one JSON object")
    .action((options: { json?: boolean }) =>
      conclude(line, options, async (output) => {
        const installed = await database().install();
        if (!installed.ok) return installed;
        const { applied, present } = installed.value;
        output.json({ applied, present });
        for (const name of applied) output.line(`applied  ${name}`);
        const total = `${present.length + applied.length} migrations are in place`;
        output.line(applied.length === 0 ? `Nothing to do: ${total}.` : `${total}.`);
        return accepted(0);
      }),
    );
}

function makeCheckCommand(line: CommandLine, database: () => Pick<DatabaseCommands, "check">): Command {
  return new Command("check")
    .description("list every difference of the database from the reference schema and the expected grants")
    .option("--json", "print one JSON object")
    .action((options: { json?: boolean }) =>
      conclude(line, options, async (output) => {
        const differences = await database().check();
        const reasons = [...new Set(differences.map(({ reason }) => reason))];
        output.json({
          sound: differences.length === 0,
          differences: differences.map((found) => ({ ...found, wayOut: wayOutOf(found.reason) })),
        });
        if (differences.length === 0)
          output.line("The database is the reference schema with exactly the expected grants.");
        for (const reason of reasons) {
          const found = differences.filter((difference) => difference.reason === reason);
          output.line(`${reason}: ${REASONS[reason].sentence}`);
          output.line(
            renderColumns([
              ["object", "expected", "found"],
              ...found.map(({ object, expected, actual }) => [object, expected, actual]),
            ]),
          );
          output.line(`do this: ${wayOutOf(reason)}\n`);
        }
        if (differences.length > 0) output.line(`${differences.length} differences.`);
        return accepted(differences.length === 0 ? 0 : 3);
      }),
    );
}

function wayOutOf(reason: ReasonCode): string {
  return REASONS[reason].wayOut;
}
