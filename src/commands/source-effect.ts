import { Command } from "commander";
import type { OpenApp } from "../compose.ts";
import { readDay } from "../domain/days.ts";
import type { EffectOrder } from "../domain/effect-order.ts";
import { OPEN } from "../domain/planned-change.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { type CommandLine, conclude } from "./command-line.ts";
import { tellOutcome } from "./tell-outcome.ts";

interface EffectFlags {
  readonly from: string;
  readonly units?: string;
  readonly version?: string;
  readonly why?: string;
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
        const effect = readOrder(flags);
        if (!effect.ok) return effect;
        const app = await openApp({ root: flags.root ?? null, progress: output.progress, changes: true });
        if (!app.ok) return app;
        await using opened = app.value;
        return tellOutcome(output, await opened.setEffect({ documentId, effect: effect.value }));
      }),
    );
}

function readOrder({ from, units, version, why }: EffectFlags): Result<EffectOrder> {
  const day = from === OPEN ? accepted(OPEN) : readDay("--from", from);
  if (!day.ok) return day;
  const addresses = units?.split(",").map((address) => address.trim());
  if (addresses?.includes("")) return badInput("--units", "addresses with commas between", units ?? "");
  if (version !== undefined && !/^[1-9]\d{0,8}$/.test(version))
    return badInput("--version", "the number of a source version", version);
  if (why?.trim() === "") return badInput("--why", "a reason", "nothing");
  return accepted({
    from: day.value,
    why: why ?? (from === OPEN ? "the day is open again" : "the day is set"),
    ...(addresses === undefined ? {} : { units: [...new Set(addresses)] }),
    ...(version === undefined ? {} : { version: Number(version) }),
  });
}

function badInput(field: string, expected: string, actual: string) {
  return refused(refusal("STOP_BAD_INPUT", { field, expected, actual }));
}
