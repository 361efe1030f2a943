import { Command } from "commander";
import { openOutput } from "../adapters/terminal/output.ts";
import { verifyEvidence } from "../compose/evidence.ts";
import { type CommandProcess, composeProcess, sourceComparer, sourceInspector } from "../compose.ts";
import { exitCodeOf } from "../domain/reasons.ts";
import { makeApproveCommand } from "./approve.ts";
import { makeBackupCommand } from "./backup.ts";
import { type CommandLine, tellRefusal } from "./command-line.ts";
import { makeDbCommand } from "./db.ts";
import { makeDemoCommand } from "./demo/demo.ts";
import { makeDoctorCommand } from "./doctor.ts";
import { makeEvidenceCommand } from "./evidence.ts";
import { makeInitCommand } from "./init.ts";
import { makeOrchestrateCommand } from "./orchestrate.ts";
import { makePolicyCommand } from "./policy.ts";
import { makeSourceDiffCommand } from "./source-diff.ts";
import { makeSourceInspectCommand } from "./source-inspect.ts";
import { makeSourceRegisterCommand } from "./source-register.ts";
import { makeStatusCommand } from "./status.ts";
import { makeVerifyCommand } from "./verify.ts";

const DESCRIPTION =
  "Cuts documents into information units and writes them to a governed PostgreSQL knowledge base, each irreversible step under a signed human approval.";

/** The commands, one file each. Commander ends with 1 for a wrong option; here wrong input is 2. */
function makeProgram(line: CommandLine, parts: CommandProcess): Command {
  const program = new Command("cutter")
    .description(DESCRIPTION)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .showHelpAfterError();
  const source = new Command("source")
    .description("look at documents, compare them, take them in")
    .addCommand(makeSourceInspectCommand(line, sourceInspector))
    .addCommand(makeSourceDiffCommand(line, sourceComparer))
    .addCommand(makeSourceRegisterCommand(line, (order) => parts.database().register(order)));
  const commands = [
    makeDemoCommand(line, parts),
    makeOrchestrateCommand(line, parts.openApp),
    makeApproveCommand(line),
    makeVerifyCommand(line, parts.environment),
    makePolicyCommand(line, parts.environment),
    makeStatusCommand(line, parts.openApp),
    makeDoctorCommand(line, parts.openApp, parts.environment),
    source,
    makeDbCommand(line, parts.database),
    makeBackupCommand(line, parts.openBackupTools),
    makeEvidenceCommand(line, { root: parts.environment.CUTTER_ROOT, verify: verifyEvidence }),
    makeInitCommand(line),
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
