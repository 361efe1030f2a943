import { Command } from "commander";
import { openOutput } from "../adapters/terminal/output.ts";
import { type CommandProcess, composeProcess } from "../compose.ts";
import { exitCodeOf } from "../domain/reasons.ts";
import { type CommandLine, tellRefusal } from "./command-line.ts";
import { COMMANDS } from "./registry.ts";

const DESCRIPTION =
  "Cuts documents into information units and writes them to a governed PostgreSQL knowledge base, each irreversible step under a signed human approval.";

/**
 * Loads the named command, or all of them where no known one is named (for help). Commander exits with 1 for a wrong option;
 * here wrong input is 2.
 */
async function makeProgram(line: CommandLine, parts: CommandProcess): Promise<Command> {
  const program = new Command("cutter")
    .description(DESCRIPTION)
    .version(await parts.readVersion())
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .showHelpAfterError();
  const named = process.argv[2] ?? "";
  const loaders = Object.hasOwn(COMMANDS, named) ? [COMMANDS[named]] : Object.values(COMMANDS);
  for (const load of loaders) {
    if (load) program.addCommand(inheritExit(await load(line, parts), program));
  }
  return program;
}

function inheritExit(command: Command, program: Command): Command {
  command.copyInheritedSettings(program);
  for (const child of command.commands) inheritExit(child, program);
  return command;
}

const parts = composeProcess();
if (parts.ok) {
  const exit = (code: number) => {
    process.exitCode ||= code;
  };
  const program = await makeProgram({ openOutput: parts.value.openOutput, exit }, parts.value);
  await program.parseAsync();
} else {
  tellRefusal(openOutput({ json: false, redact: (text) => text }), parts.refusal);
  process.exitCode = exitCodeOf(parts.refusal.reason);
}
