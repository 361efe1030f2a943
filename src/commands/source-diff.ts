import { Command } from "commander";
import { readInputFile } from "../compose/read-input-file.ts";
import { markDocument } from "../document/mark.ts";
import { diffUnits, type MarkedSource, renderDiff } from "../document/plan/diff-units.ts";
import { refuseDoubtCodes } from "../domain/doubts.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { type AcceptDoubtFlag, addAcceptDoubt } from "./accept-doubt.ts";
import { type CommandLine, conclude } from "./command-line.ts";

const HARD_MAX_UNITS = 100_000;

interface DiffFlags extends AcceptDoubtFlag {
  readonly convention?: string;
  readonly json?: boolean;
}

/** `cutter source diff A B`: units added, removed, changed and moved between two versions of a document. */
export function makeSourceDiffCommand(line: CommandLine): Command {
  return addAcceptDoubt(
    new Command("diff")
      .description("compare two versions of a document, unit by unit")
      .argument("<old>", "the earlier version")
      .argument("<new>", "the later version")
      .option("--convention <name>", "heading convention of both (default: chosen by evidence)")
      .option("--json", "print one JSON object"),
  ).action((before: string, after: string, flags: DiffFlags) =>
    conclude(line, flags, async (output) => {
      const unknown = refuseDoubtCodes(flags.acceptDoubt);
      if (unknown !== null) return refused(unknown);
      const old = await markFile(before, flags);
      if (!old.ok) return old;
      const fresh = await markFile(after, flags);
      if (!fresh.ok) return fresh;
      const diff = diffUnits(old.value, fresh.value);
      output.json(diff);
      output.line(renderDiff(diff));
      return accepted(0);
    }),
  );
}

async function markFile(file: string, flags: DiffFlags): Promise<Result<MarkedSource>> {
  const source = await readInputFile(file);
  if (!source.ok) return source;
  const marked = markDocument(source.value, {
    convention: flags.convention ?? null,
    acceptedDoubts: flags.acceptDoubt,
    maxUnits: HARD_MAX_UNITS,
  });
  return marked.ok ? accepted({ bytes: source.value, marked: marked.value }) : marked;
}
