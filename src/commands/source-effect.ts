import { Command } from "commander";
import type { OpenApp } from "../compose.ts";
import { type CommandLine, conclude } from "./command-line.ts";
import { type EffectWords, readEffectOrder } from "./read-effect-order.ts";
import { tellOutcome } from "./tell-outcome.ts";

interface EffectFlags extends EffectWords {
  readonly root?: string;
  readonly json?: boolean;
}

/** `cutter source effect DOCUMENT`: starts a run that sets from which day enacted text is in force; it pauses at SG_2. */
export function makeSourceEffectCommand(line: CommandLine, openApp: OpenApp): Command {
  return new Command("effect")
    .description("set from which day enacted text is in force; a run of its own, which pauses at SG_2")
    .argument("<document>", "the name that runs know the document by")
    .requiredOption("--from <day>", "the day, YYYY-MM-DD, or open: not known yet")
    .option("--units <addresses>", "printed addresses, with commas between (default: all whose day is open)")
    .option("--version <number>", "the source version whose text is meant (default: the one with open days)")
    .option("--why <text>", "the reason, kept in the record: the commencement order, for example")
    .option("--root <folder>", "the sidecar (default: CUTTER_ROOT or /var/lib/cutter)")
    .option("--json", "print one JSON object")
    .action((documentId: string, flags: EffectFlags) =>
      conclude(line, flags, async (output) => {
        const effect = readEffectOrder(flags, (part) => `--${part}`);
        if (!effect.ok) return effect;
        const app = await openApp({ root: flags.root ?? null, progress: output.progress, changes: true });
        if (!app.ok) return app;
        await using opened = app.value;
        return tellOutcome(output, await opened.setEffect({ documentId, effect: effect.value }));
      }),
    );
}
