import { Command } from "commander";
import type { CommandLine } from "./command-line.ts";
import { COMMANDS, type CommandParts } from "./registry.ts";

const DESCRIPTION =
  "Cuts documents into information units and writes them to a governed PostgreSQL knowledge base, each irreversible step under a signed human approval.";

/** The command line with the named command alone, which starts quicker, or with all where none such is named. */
export async function makeProgram(
  line: CommandLine,
  parts: CommandParts,
  options: { readonly named: string; readonly isJson: boolean },
): Promise<Command> {
  const program = new Command("cutter").description(DESCRIPTION).exitOverride();
  // An object says it all: help would stand beside it.
  if (options.isJson) program.configureOutput({ writeErr: () => undefined });
  else program.showHelpAfterError();
  const loaders = Object.hasOwn(COMMANDS, options.named)
    ? [COMMANDS[options.named]]
    : Object.values(COMMANDS);
  for (const load of loaders) {
    if (load) program.addCommand(inheritSettings(await load(line, parts), program));
  }
  program.hook("preAction", (_program, command) => refuseSwallowed(command));
  return program;
}

/** An option without its value takes the next option for it: `--document-id --json` would name a document, and print no object. */
function refuseSwallowed(command: Command): void {
  const flags = command.options.map(({ long }) => long);
  for (const option of command.options) {
    const value: unknown = command.getOptionValue(option.attributeName());
    if (![value].flat().some((word) => flags.includes(String(word)))) continue;
    command.error(`error: option '${option.flags}' argument missing`, {
      code: "commander.optionMissingArgument",
    });
  }
}

function inheritSettings(command: Command, program: Command): Command {
  command.copyInheritedSettings(program);
  for (const child of command.commands) inheritSettings(child, program);
  return command;
}
