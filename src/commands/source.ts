import { Command } from "commander";
import type { DatabaseCommands } from "../compose/database-commands.ts";
import type { OpenApp } from "../compose.ts";
import type { Environment } from "../config/environment.ts";
import type { CommandLine } from "./command-line.ts";
import { makeSourceConvertCommand } from "./source-convert.ts";
import { makeSourceDiffCommand } from "./source-diff.ts";
import { makeSourceEffectCommand } from "./source-effect.ts";
import { makeSourceInspectCommand } from "./source-inspect.ts";
import { makeSourceRegisterCommand } from "./source-register.ts";

/** `cutter source convert | inspect | diff | register | effect`. */
export function makeSourceCommand(
  line: CommandLine,
  {
    environment,
    database,
    openApp,
  }: {
    readonly environment: Environment;
    readonly database: () => Pick<DatabaseCommands, "register" | "registerFolder">;
    readonly openApp: OpenApp;
  },
): Command {
  return new Command("source")
    .description("convert, inspect, compare and register documents, and set from which day they are in force")
    .addCommand(makeSourceConvertCommand(line, environment))
    .addCommand(makeSourceInspectCommand(line))
    .addCommand(makeSourceDiffCommand(line))
    .addCommand(makeSourceRegisterCommand(line, database))
    .addCommand(makeSourceEffectCommand(line, openApp));
}
