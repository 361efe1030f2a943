import { Command } from "commander";
import type { DatabaseCommands } from "../compose/database-commands.ts";
import type { OpenApp } from "../compose.ts";
import type { CommandLine } from "./command-line.ts";
import { makeSourceDiffCommand } from "./source-diff.ts";
import { makeSourceEffectCommand } from "./source-effect.ts";
import { makeSourceInspectCommand } from "./source-inspect.ts";
import { makeSourceRegisterCommand } from "./source-register.ts";

/** `cutter source inspect | diff | register | effect`. */
export function makeSourceCommand(
  line: CommandLine,
  database: () => Pick<DatabaseCommands, "register" | "registerFolder">,
  openApp: OpenApp,
): Command {
  return new Command("source")
    .description("inspect, compare and register documents, and set from which day they are in force")
    .addCommand(makeSourceInspectCommand(line))
    .addCommand(makeSourceDiffCommand(line))
    .addCommand(makeSourceRegisterCommand(line, database))
    .addCommand(makeSourceEffectCommand(line, openApp));
}
