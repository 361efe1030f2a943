import { basename } from "node:path";
import { Command } from "commander";
import { fitTerminal } from "../adapters/terminal/table.ts";
import { readInputFile } from "../compose/read-input-file.ts";
import { showStatement } from "../document/delta/check-lineage.ts";
import { computeDelta } from "../document/delta/compute-delta.ts";
import { parseLineage, renderLineage } from "../document/delta/lineage-file.ts";
import { sideOfSource } from "../document/delta/source-side.ts";
import { viewDelta } from "../document/delta/view-delta.ts";
import { markDocument } from "../document/mark.ts";
import { deltaJson } from "../document/show/delta-json.ts";
import { renderDelta } from "../document/show/render-delta.ts";
import { renderDeltaPage } from "../document/show/render-delta-page.ts";
import type { DeltaSide, LineageStatement } from "../domain/delta.ts";
import { refuseDoubtCodes } from "../domain/doubts.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { type AcceptDoubtFlag, addAcceptDoubt } from "./accept-doubt.ts";
import { type CommandLine, conclude } from "./command-line.ts";
import { writeBeside } from "./write-beside.ts";

const HARD_MAX_UNITS = 100_000;

interface DiffFlags extends AcceptDoubtFlag {
  readonly convention?: string;
  readonly encoding?: string;
  readonly lineage?: string;
  readonly proposal?: string;
  readonly html?: string;
  readonly json?: boolean;
}

/** `cutter source diff A B`: what became of each unit between two versions of a document. */
export function makeSourceDiffCommand(line: CommandLine): Command {
  return addAcceptDoubt(
    new Command("diff")
      .description("compare two versions of a document, unit by unit")
      .argument("<old>", "the earlier version")
      .argument("<new>", "the later version")
      .option("--convention <name>", "heading convention of both (default: chosen by evidence)")
      .option("--encoding <name>", "encoding of both (default: UTF-8, or what each file marks)")
      .option("--lineage <file>", "what a person says about the identity of units")
      .option("--proposal <file>", "write the open questions as a lineage file to edit")
      .option("--html <file>", "write one self-contained page")
      .option("--json", "print one JSON object"),
  ).action((before: string, after: string, flags: DiffFlags) =>
    conclude(line, flags, async (output) => {
      const unknown = refuseDoubtCodes(flags.acceptDoubt);
      if (unknown !== null) return refused(unknown);
      const old = await readSide(before, flags);
      if (!old.ok) return old;
      const fresh = await readSide(after, flags);
      if (!fresh.ok) return fresh;
      const lineage = await readLineage(flags.lineage);
      if (!lineage.ok) return lineage;
      const delta = computeDelta(old.value, fresh.value, lineage.value);
      if (!delta.ok) return delta;
      const statements = lineage.value.map(showStatement);
      const view = viewDelta(delta.value, old.value, fresh.value);
      const files = [
        [
          "--html",
          flags.html,
          () => renderDeltaPage(view, { old: basename(before), fresh: basename(after), statements }),
        ],
        ["--proposal", flags.proposal, () => renderLineage(delta.value.questions)],
      ] as const;
      for (const [option, file, render] of files) {
        if (file === undefined) continue;
        const sources = [before, after, ...(flags.lineage === undefined ? [] : [flags.lineage])];
        const unwritten = await writeBeside(file, { option, text: render(), sources });
        if (unwritten !== null) return refused(unwritten);
        output.progress.note(`wrote ${file}`);
      }
      if (flags.json === true)
        output.json(deltaJson(delta.value, view, { before: old.value, after: fresh.value }));
      else output.line(fitTerminal(renderDelta(view)));
      return accepted(0);
    }),
  );
}

async function readLineage(file: string | undefined): Promise<Result<readonly LineageStatement[]>> {
  if (file === undefined) return accepted([]);
  const bytes = await readInputFile(file);
  return bytes.ok ? parseLineage(bytes.value) : bytes;
}

async function readSide(file: string, flags: DiffFlags): Promise<Result<DeltaSide>> {
  const source = await readInputFile(file);
  if (!source.ok) return source;
  const marked = markDocument(source.value, {
    convention: flags.convention ?? null,
    encoding: flags.encoding ?? null,
    acceptedDoubts: flags.acceptDoubt,
    maxUnits: HARD_MAX_UNITS,
  });
  return marked.ok ? accepted(sideOfSource(marked.value)) : marked;
}
