import { Command, CommanderError } from "commander";
import { openOutput } from "../adapters/terminal/output.ts";
import { watchOutput } from "../adapters/terminal/watch-output.ts";
import { type CommandProcess, composeProcess } from "../compose.ts";
import { exitCodeOf } from "../domain/reasons.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { type CommandLine, tellRefusal } from "./command-line.ts";
import { COMMANDS } from "./registry.ts";

const DESCRIPTION =
  "Cuts documents into information units and writes them to a governed PostgreSQL knowledge base, each irreversible step under a signed human approval.";

/** Loads the named command, or all of them where no known one is named (for help). */
async function makeProgram(line: CommandLine, parts: CommandProcess): Promise<Command> {
  const program = new Command("cutter")
    .description(DESCRIPTION)
    .version(await parts.readVersion())
    .exitOverride()
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

function exit(code: number): void {
  process.exitCode ||= code;
}

/**
 * What commander ends with, after help, a version or a wrong option, for which it says 1 and we say 2. The process ends by itself, so that
 * what could not be written is still told.
 */
function endParsing(cause: unknown): void {
  if (!(cause instanceof CommanderError)) throw cause;
  exit(cause.exitCode === 0 ? 0 : 2);
}

/** Ends with a refusal that no command tells; it holds no secret. */
function endWith(cause: Refusal): void {
  tellRefusal(openOutput({ json: false, redact: (text) => text }), cause);
  exit(exitCodeOf(cause.reason));
}

watchOutput((cause) =>
  endWith(refusal("STOP_OUTPUT_IO", { field: "standard output", actual: cause.message })),
);
const parts = composeProcess();
if (parts.ok) {
  const program = await makeProgram(
    { openOutput: parts.value.openOutput, exit, interrupted: parts.value.interrupted },
    parts.value,
  );
  await program.parseAsync().catch(endParsing);
} else endWith(parts.refusal);
