import { Command } from "commander";
import { readInputFile } from "../compose/read-input-file.ts";
import { markDocument } from "../document/mark.ts";
import { diffUnits, type MarkedSource, renderDiff } from "../document/plan/diff-units.ts";
import { accepted, type Result } from "../domain/result.ts";
import { type CommandLine, conclude } from "./command-line.ts";

const HARD_MAX_UNITS = 100_000;

/** `cutter source diff A B`: units added, removed, changed and moved between two versions of a document. */
export function makeSourceDiffCommand(line: CommandLine): Command {
  return new Command("diff")
    .description("compare two versions of a document, unit by unit")
    .argument("<old>", "the earlier version")
    .argument("<new>", "the later version")
    .option("--convention <name>", "heading convention of both (default: chosen by evidence)")
    .option("--json", "print one JSON object")
    .action(
      (before: string, after: string, flags: { readonly convention?: string; readonly json?: boolean }) =>
        conclude(line, flags, async (output) => {
          const convention = flags.convention ?? null;
          const old = await markFile(before, convention);
          if (!old.ok) return old;
          const fresh = await markFile(after, convention);
          if (!fresh.ok) return fresh;
          const diff = diffUnits(old.value, fresh.value);
          output.json(diff);
          output.line(renderDiff(diff));
          return accepted(0);
        }),
    );
}

async function markFile(file: string, convention: string | null): Promise<Result<MarkedSource>> {
  const source = await readInputFile(file);
  if (!source.ok) return source;
  const marked = markDocument(source.value, { convention, maxUnits: HARD_MAX_UNITS });
  return marked.ok ? accepted({ bytes: source.value, marked: marked.value }) : marked;
}
