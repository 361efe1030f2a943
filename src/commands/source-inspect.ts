import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { Command } from "commander";
import type { MarkedDocument } from "../domain/plan.ts";
import { exitCodeOf } from "../domain/reasons.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { Json } from "../json/canonical-json.ts";
import { type CommandLine, conclude, tellRefusal } from "./command-line.ts";

/** What the command needs of the document's code; `I` is whatever an inspection is there. */
export interface SourceInspector<I extends { readonly marked: MarkedDocument }> {
  readonly inspect: (source: Uint8Array, options: InspectOrder) => Result<I>;
  readonly renderTree: (inspection: I) => string;
  readonly renderPage: (inspection: I, source: Uint8Array) => string;
  readonly inspectionJson: (marked: MarkedDocument) => unknown;
  readonly refusalJson: (refused: Refusal) => Json;
}

export interface InspectOrder {
  readonly name: string;
  readonly prefix?: string;
  readonly convention: string | null;
  readonly maxUnits: number;
  readonly exclude: readonly string[];
}

interface InspectFlags {
  readonly prefix?: string;
  readonly convention?: string;
  readonly exclude?: string;
  readonly maxUnits: string;
  readonly html?: string;
  readonly json?: boolean;
}

const HARD_MAX_UNITS = 100_000;

/** `cutter source inspect FILE`: what a cut would find in a document, without a database. */
export function makeSourceInspectCommand<I extends { readonly marked: MarkedDocument }>(
  line: CommandLine,
  inspector: SourceInspector<I>,
): Command {
  return new Command("inspect")
    .description("show how a document would be cut: units, containers, convention, warnings, coverage")
    .argument("<file>", "the document, UTF-8, Markdown or plain text")
    .option("--prefix <prefix>", "document prefix of the addresses")
    .option("--convention <name>", "heading convention (default: chosen by evidence)")
    .option("--exclude <names>", "status markers or labels to leave out, separated by commas")
    .option("--max-units <count>", "refuse more units than this", String(HARD_MAX_UNITS))
    .option("--html <file>", "write one self-contained page")
    .option("--json", "print one JSON object")
    .action((file: string, flags: InspectFlags) =>
      conclude(line, flags, async (output) => {
        const found = await inspectFile({ file, flags, inspector });
        if (!found.ok) {
          tellRefusal(output, found.refusal);
          output.json(inspector.refusalJson(found.refusal));
          return accepted(exitCodeOf(found.refusal.reason));
        }
        const { source, inspection } = found.value;
        if (flags.html !== undefined) {
          await writeFile(flags.html, inspector.renderPage(inspection, source));
          output.progress.note(`wrote ${flags.html}`);
        }
        if (flags.json === true) output.json(inspector.inspectionJson(inspection.marked));
        else output.line(inspector.renderTree(inspection));
        return accepted(0);
      }),
    );
}

async function inspectFile<I extends { readonly marked: MarkedDocument }>(what: {
  readonly file: string;
  readonly flags: InspectFlags;
  readonly inspector: SourceInspector<I>;
}): Promise<Result<{ readonly source: Uint8Array; readonly inspection: I }>> {
  const order = orderOf(what.file, what.flags);
  if (!order.ok) return order;
  const source = await readSource(what.file);
  if (!source.ok) return source;
  const inspection = what.inspector.inspect(source.value, order.value);
  return inspection.ok ? accepted({ source: source.value, inspection: inspection.value }) : inspection;
}

/** Reads a source file; one that cannot be read is refused input. */
export async function readSource(file: string): Promise<Result<Uint8Array>> {
  try {
    return accepted(await readFile(file));
  } catch (cause) {
    const actual = cause instanceof Error ? cause.message : String(cause);
    return refused(refusal("STOP_BAD_INPUT", { field: file, expected: "a file that can be read", actual }));
  }
}

function orderOf(file: string, flags: InspectFlags): Result<InspectOrder> {
  const maxUnits = Number(flags.maxUnits);
  if (!Number.isInteger(maxUnits) || maxUnits < 1 || maxUnits > HARD_MAX_UNITS) {
    return refused(
      refusal("STOP_BAD_INPUT", {
        field: "--max-units",
        expected: `a whole number from 1 to ${HARD_MAX_UNITS}`,
        actual: flags.maxUnits,
      }),
    );
  }
  return accepted({
    name: basename(file),
    ...(flags.prefix === undefined ? {} : { prefix: flags.prefix }),
    convention: flags.convention ?? null,
    maxUnits,
    exclude: (flags.exclude ?? "")
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
  });
}
