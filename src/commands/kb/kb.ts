import { Command } from "commander";
import type { Reading } from "../../compose/reading.ts";
import type { Environment } from "../../config/environment.ts";
import type { CommandLine } from "../command-line.ts";
import { makeKbDiffCommand } from "./diff.ts";
import { makeKbExportCommand } from "./export.ts";
import { makeKbHistoryCommand } from "./history.ts";
import { makeKbListCommand } from "./list.ts";
import { makeKbProveCommand } from "./prove.ts";
import { makeKbShowCommand } from "./show.ts";
import { makeKbVerifyCommand } from "./verify.ts";

/**
 * `cutter kb list | show | history | diff | prove | export`, all as the reader (DOT_CUTTER_READER_DB_USER, _PASSWORD), and `verify`, which reads
 * a file alone.
 */
export function makeKbCommand(
  line: CommandLine,
  environment: Environment,
  openReading: () => Promise<Reading>,
): Command {
  return new Command("kb")
    .description("read the knowledge base: what is in force on a day, and how it came to be")
    .addCommand(makeKbListCommand(line, openReading))
    .addCommand(makeKbShowCommand(line, openReading))
    .addCommand(makeKbHistoryCommand(line, openReading))
    .addCommand(makeKbDiffCommand(line, openReading))
    .addCommand(makeKbProveCommand(line, environment, openReading))
    .addCommand(makeKbVerifyCommand(line))
    .addCommand(makeKbExportCommand(line, openReading));
}
