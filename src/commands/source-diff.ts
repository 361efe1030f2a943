import { Command } from "commander";
import type { MarkedDocument } from "../domain/plan.ts";
import { accepted, type Result } from "../domain/result.ts";
import { type CommandLine, conclude } from "./command-line.ts";
import { readSource } from "./source-inspect.ts";

/** What the command needs of the document's code; `D` is whatever a comparison is there. */
export interface SourceComparer<D extends { readonly changes: readonly unknown[] }> {
  readonly mark: (
    source: Uint8Array,
    options: { readonly convention: string | null; readonly maxUnits: number },
  ) => Result<MarkedDocument>;
  readonly diffUnits: (before: MarkedBytes, after: MarkedBytes) => D;
  readonly renderDiff: (diff: D) => string;
}

export interface MarkedBytes {
  readonly bytes: Uint8Array;
  readonly marked: MarkedDocument;
}

const HARD_MAX_UNITS = 100_000;

/** `cutter source diff A B`: units added, removed, changed and moved between two versions of a document. */
export function makeSourceDiffCommand<D extends { readonly changes: readonly unknown[] }>(
  line: CommandLine,
  comparer: SourceComparer<D>,
): Command {
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
          const old = await markFile(before, { comparer, convention });
          if (!old.ok) return old;
          const fresh = await markFile(after, { comparer, convention });
          if (!fresh.ok) return fresh;
          const diff = comparer.diffUnits(old.value, fresh.value);
          output.json(diff);
          output.line(comparer.renderDiff(diff));
          return accepted(0);
        }),
    );
}

async function markFile<D extends { readonly changes: readonly unknown[] }>(
  file: string,
  how: { readonly comparer: SourceComparer<D>; readonly convention: string | null },
): Promise<Result<MarkedBytes>> {
  const source = await readSource(file);
  if (!source.ok) return source;
  const marked = how.comparer.mark(source.value, { convention: how.convention, maxUnits: HARD_MAX_UNITS });
  return marked.ok ? accepted({ bytes: source.value, marked: marked.value }) : marked;
}
