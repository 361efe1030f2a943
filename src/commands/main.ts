import { Command } from "commander";
import { openOutput } from "../adapters/terminal/output.ts";
import { type CommandProcess, composeProcess } from "../compose.ts";
import { exitCodeOf } from "../domain/reasons.ts";
import { type CommandLine, tellRefusal } from "./command-line.ts";
import { makeDoctorCommand } from "./doctor.ts";
import { makeOrchestrateCommand } from "./orchestrate.ts";
import { makeStatusCommand } from "./status.ts";

/** The commands, one file each. Commander ends with 1 for a wrong option; here wrong input is 2. */
function makeProgram(line: CommandLine, parts: CommandProcess): Command {
  const program = new Command("cutter")
    .description(
      "Cuts documents into information units and writes them to a governed PostgreSQL knowledge base, each irreversible step under a signed human approval.",
    )
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .showHelpAfterError();
  const commands = [
    makeOrchestrateCommand(line, parts.openApp),
    makeStatusCommand(line, parts.openApp),
    makeDoctorCommand(line, parts.openApp),
  ];
  for (const command of commands) program.addCommand(inheritExit(command, program));
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
  await makeProgram({ openOutput: parts.value.openOutput, exit }, parts.value).parseAsync();
} else {
  tellRefusal(openOutput({ json: false, redact: (text) => text }), parts.refusal);
  process.exitCode = exitCodeOf(parts.refusal.reason);
}
