import { Command } from "commander";
import type { Reading } from "../../compose/reading.ts";
import type { CommandLine } from "../command-line.ts";
import { makeKbDiffCommand } from "./diff.ts";
import { makeKbHistoryCommand } from "./history.ts";
import { makeKbListCommand } from "./list.ts";
import { makeKbShowCommand } from "./show.ts";

/** `cutter kb list | show | history | diff`, all as the reader (DOT_CUTTER_READER_DB_USER, _PASSWORD). */
export function makeKbCommand(line: CommandLine, openReading: () => Promise<Reading>): Command {
  return new Command("kb")
    .description("read the knowledge base: what is in force on a day, and how it came to be")
    .addCommand(makeKbListCommand(line, openReading))
    .addCommand(makeKbShowCommand(line, openReading))
    .addCommand(makeKbHistoryCommand(line, openReading))
    .addCommand(makeKbDiffCommand(line, openReading));
}
