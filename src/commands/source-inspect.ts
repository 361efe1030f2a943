import { basename } from "node:path";
import { Command } from "commander";
import { fitTerminal } from "../adapters/terminal/table.ts";
import { readInputFile } from "../compose/read-input-file.ts";
import {
  type Inspection,
  type InspectOptions,
  inspectionJson,
  inspectSource,
  refusalJson,
} from "../document/show/inspect.ts";
import { renderPage } from "../document/show/render-page.ts";
import { renderScreen } from "../document/show/render-screen.ts";
import { renderTree } from "../document/show/render-tree.ts";
import { refuseDoubtCodes } from "../domain/doubts.ts";
import { exitCodeOf } from "../domain/reasons.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { type AcceptDoubtFlag, addAcceptDoubt } from "./accept-doubt.ts";
import { type CommandLine, conclude, tellRefusal } from "./command-line.ts";
import { addExpectationOptions, type ExpectationFlags, readExpectation } from "./expectation-options.ts";
import { writeBeside } from "./write-beside.ts";

interface InspectFlags extends AcceptDoubtFlag, ExpectationFlags {
  readonly prefix?: string;
  readonly convention?: string;
  readonly exclude?: string;
  readonly maxUnits: string;
  readonly tree?: boolean;
  readonly html?: string;
  readonly text?: string;
  readonly encoding?: string;
  readonly json?: boolean;
}

const HARD_MAX_UNITS = 100_000;
const HELP = `
The names of heading conventions, and how one is chosen: docs/conventions.md.
From PDF, DOCX or HTML to a text that cuts well: docs/bring-a-document.md.`;

/** `cutter source inspect FILE`: what a cut would find in a document, without a database. */
export function makeSourceInspectCommand(line: CommandLine): Command {
  return addAcceptDoubt(
    addExpectationOptions(new Command("inspect"))
      .description("show how a document would be cut: units, containers, convention, warnings, coverage")
      .argument("<file>", "the document: a text, or a file that a reader knows")
      .option("--prefix <prefix>", "document prefix of the addresses")
      .option("--convention <name>", "heading convention (default: chosen by evidence)")
      .option("--exclude <names>", "status markers or labels to leave out, separated by commas")
      .option("--max-units <count>", "refuse more units than this", String(HARD_MAX_UNITS))
      .option("--tree", "print every container, unit and warning")
      .option("--encoding <name>", "encoding of the document (default: UTF-8, or what the file marks)")
      .option("--html <file>", "write one self-contained page")
      .option("--text <file>", "write the text that is cut")
      .option("--json", "print one JSON object")
      .addHelpText("after", HELP),
  ).action((file: string, flags: InspectFlags) =>
    conclude(line, flags, async (output) => {
      const found = await inspectFile(file, flags);
      if (!found.ok) {
        tellRefusal(output, found.refusal);
        output.json(refusalJson(found.refusal));
        return accepted(exitCodeOf(found.refusal.reason));
      }
      const inspection = found.value;
      const files = [
        ["--html", flags.html, () => renderPage(inspection)],
        ["--text", flags.text, () => Buffer.from(inspection.marked.text).toString("utf8")],
      ] as const;
      for (const [option, target, render] of files) {
        if (target === undefined) continue;
        const unwritten = await writeBeside(target, { option, text: render(), sources: [file] });
        if (unwritten !== null) return refused(unwritten);
        output.progress.note(`wrote ${target}`);
      }
      if (flags.json === true) output.json(inspectionJson(inspection));
      else output.line(flags.tree === true ? renderTree(inspection) : fitTerminal(renderScreen(inspection)));
      return accepted(0);
    }),
  );
}

async function inspectFile(file: string, flags: InspectFlags): Promise<Result<Inspection>> {
  const options = optionsOf(file, flags);
  if (!options.ok) return options;
  const source = await readInputFile(file);
  if (!source.ok) return source;
  const expectation = await readExpectation(flags);
  if (!expectation.ok) return expectation;
  return inspectSource(source.value, { ...options.value, expectation: expectation.value });
}

function optionsOf(file: string, flags: InspectFlags): Result<InspectOptions> {
  const unknown = refuseDoubtCodes(flags.acceptDoubt);
  if (unknown !== null) return refused(unknown);
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
    encoding: flags.encoding ?? null,
    acceptedDoubts: flags.acceptDoubt,
    maxUnits,
    exclude: (flags.exclude ?? "")
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
  });
}
