import { Command } from "commander";
import type { DatabaseCommands } from "../compose/database-commands.ts";
import type { CommandLine } from "./command-line.ts";
import { makeSourceDiffCommand } from "./source-diff.ts";
import { makeSourceInspectCommand } from "./source-inspect.ts";
import { makeSourceRegisterCommand } from "./source-register.ts";

/** `cutter source inspect | diff | register`. */
export function makeSourceCommand(
  line: CommandLine,
  database: () => Pick<DatabaseCommands, "register">,
): Command {
  return new Command("source")
    .description("look at documents, compare them, take them in")
    .addCommand(makeSourceInspectCommand(line))
    .addCommand(makeSourceDiffCommand(line))
    .addCommand(makeSourceRegisterCommand(line, (order) => database().register(order)));
}
