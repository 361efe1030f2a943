import { Command } from "commander";
import type { SidecarCommands } from "../compose.ts";
import { accepted } from "../domain/result.ts";
import { countOf } from "../domain/text-forms.ts";
import { type CommandLine, conclude } from "./command-line.ts";

const ROOT = ["--root <folder>", "the sidecar (default: CUTTER_ROOT or /var/lib/cutter)"] as const;

interface Options {
  readonly root?: string;
  readonly json?: boolean;
}

/** `cutter sidecar move | settle`: journals from a folder into the database, and a database that was moved. */
export function makeSidecarCommand(line: CommandLine, commands: () => Promise<SidecarCommands>): Command {
  return new Command("sidecar")
    .description("keep the journals of runs in the database, so that any machine can go on with them")
    .addCommand(makeMove(line, commands))
    .addCommand(makeSettle(line, commands));
}

function makeMove(line: CommandLine, commands: () => Promise<SidecarCommands>): Command {
  return new Command("move")
    .description(
      "take over into the database every run and batch of the folder, each whole or not at all; needs `sidecar: postgresql` in the configuration",
    )
    .option(...ROOT)
    .option("--json", "print one JSON object")
    .action((options: Options) =>
      conclude(line, options, async (output) => {
        const moved = await (await commands()).move(options.root ?? null, (id) =>
          output.progress.step(`${id} is in the database`),
        );
        if (!moved.ok) return moved;
        const { moved: ids, keptIn } = moved.value;
        output.json({ moved: ids, keptIn });
        for (const id of ids) output.line(`moved  ${id}`);
        output.line(
          ids.length === 0
            ? "Nothing to move: the folder holds no run."
            : `${countOf(ids.length, "journal")} moved. Their folders are kept in ${keptIn}; nothing reads them any more.`,
        );
        return accepted(0);
      }),
    );
}

function makeSettle(line: CommandLine, commands: () => Promise<SidecarCommands>): Command {
  return new Command("settle")
    .description(
      "make this database the home of the journals in it, after it was moved or restored as a whole and the other one is given up for good",
    )
    .option(...ROOT)
    .option("--json", "print one JSON object")
    .action((options: Options) =>
      conclude(line, options, async (output) => {
        const settled = await (await commands()).settle(options.root ?? null);
        if (!settled.ok) return settled;
        output.json({ settled: settled.value });
        output.line(
          settled.value
            ? "This database is the home of its journals now."
            : "This database is the home of its journals already.",
        );
        return accepted(0);
      }),
    );
}
