import { Command } from "commander";
import { renderColumns } from "../adapters/terminal/table.ts";
import type { DatabaseCommands, FolderOrder } from "../compose/database-commands.ts";
import { readInputFile } from "../compose/read-input-file.ts";
import { parseLineage } from "../document/delta/lineage-file.ts";
import { viewDelta } from "../document/delta/view-delta.ts";
import { deltaJson } from "../document/show/delta-json.ts";
import { renderDelta } from "../document/show/render-delta.ts";
import { type Coverage, describeAllLeftOut, describeCoverage } from "../domain/coverage.ts";
import { readDay } from "../domain/days.ts";
import { NATURES, type Nature, type SourceVersion } from "../domain/plan.ts";
import { OPEN } from "../domain/planned-change.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { SourceOrder } from "../domain/target-criteria.ts";
import { showUnseenIn } from "../domain/unseen.ts";
import { type AcceptDoubtFlag, addAcceptDoubt } from "./accept-doubt.ts";
import { type CommandLine, conclude } from "./command-line.ts";
import { readConvertedFrom } from "./converted-from.ts";
import { addExpectationOptions, type ExpectationFlags, readExpectation } from "./expectation-options.ts";
import { registerFromFolder } from "./source-register-folder.ts";

interface RegisterOptions extends AcceptDoubtFlag, ExpectationFlags {
  readonly documentId?: string;
  readonly from?: string;
  readonly prefix?: string;
  readonly title?: string;
  readonly publicationType?: string;
  readonly owner?: string;
  readonly convention?: string;
  readonly encoding?: string;
  readonly authoritative?: boolean;
  readonly namedReserved?: boolean;
  readonly nature?: string;
  readonly effectiveFrom?: string;
  readonly citation?: string;
  readonly lineage?: string;
  readonly base?: string;
  readonly convertedFrom?: string;
  readonly json?: boolean;
}

/**
 * `cutter source register FILE`: registers a document, or its next version, as the owner of the database once C1 to C7 hold; prints each
 * criterion with its evidence, and what the version would change.
 */
export function makeSourceRegisterCommand(
  line: CommandLine,
  database: () => Pick<DatabaseCommands, "register" | "registerFolder">,
): Command {
  return addAcceptDoubt(
    addExpectationOptions(new Command("register"))
      .description("register a document or its next version: store it once, and judge the criteria C1 to C7")
      .argument("[file]", "the document: a text, or a file that a reader knows (docs/bring-a-document.md)")
      .option("--from <folder>", "in place of a file: all documents of a folder, as its manifest.json says")
      .option("--document-id <id>", "the name that runs know the document by")
      .option("--prefix <prefix>", "first part of every address, e.g. HARBOUR; of a new document")
      .option("--title <title>", "the document's title; of a new document")
      .option("--publication-type <type>", "law, policy, specification, handbook or other; of a new document")
      .option("--owner <name>", "who answers for the units; of a new document")
      .option("--convention <name>", "heading convention (default: chosen by evidence at every cut)")
      .option("--encoding <name>", "encoding of the document (default: UTF-8, or what the file marks)")
      .option("--authoritative", "the document is authoritative")
      .option("--named-reserved", "the prefix is reserved and meant")
      .option("--nature <nature>", "original, consolidation (default of a later version), erratum or recut")
      .option(
        "--effective-from <day>",
        "from which day the text is in force, YYYY-MM-DD, or open (default of a later version)",
      )
      .option("--citation <text>", "what the version rests on: the amending act, the notice of the erratum")
      .option("--lineage <file>", "which units are which, where the texts leave it open")
      .option("--base <version>", "the version that is meant as the head, by its number or sha256")
      .option(
        "--converted-from <pdf>",
        "the PDF that the text was made of; its sha256 is kept with the version",
      )
      .option("--json", "print one JSON object"),
  ).action((file: string | undefined, options: RegisterOptions) =>
    conclude(line, options, async (output) => {
      if (options.from !== undefined) {
        const other = refuseBeside(file, options);
        if (other !== null) return refused(other);
        const { interrupted } = line;
        const register = (wanted: FolderOrder) => database().registerFolder(wanted);
        return await registerFromFolder(output, options.from, { register, interrupted });
      }
      const order = await readOrder(file, options);
      if (!order.ok) return order;
      const { criteria, outcome, comparison, coverage } = await database().register(order.value);
      if (criteria.length > 0) {
        output.line(
          renderColumns([
            ["criterion", "result", "rule", "evidence"],
            ...criteria.map(({ id, passed, rule, evidence }) => [
              id,
              passed ? "passed" : "FAILED",
              rule,
              evidence,
            ]),
          ]),
        );
      }
      const view = comparison && viewDelta(comparison.delta, comparison.before, comparison.after);
      if (view !== null) output.line(`What it changes of what is enacted:\n\n${renderDelta(view)}\n`);
      if (!outcome.ok) return outcome;
      const source = outcome.value;
      const delta = comparison && view && deltaJson(comparison.delta, view, comparison);
      output.json({
        verdict: "registered",
        source,
        criteria,
        ...(coverage === null ? {} : { coverage }),
        ...(delta === null ? {} : { delta }),
      });
      for (const told of [...tellRegistered(source), ...tellCoverage(coverage)]) output.line(told);
      return accepted(0);
    }),
  );
}

function tellRegistered(source: SourceVersion): readonly string[] {
  const { documentId, versionSeq, sizeBytes, sha256, expectation, effectiveFrom } = source;
  return [
    `Registered ${documentId} version ${versionSeq}: ${sizeBytes} bytes, sha256 ${sha256}.`,
    expectation === undefined
      ? "No expectation given: nothing is known of how many units the publisher counts."
      : `It has the ${expectation.count} units that the publisher states; every cut is compared with them.`,
    ...(effectiveFrom === OPEN ? ["From which day it is in force is open."] : []),
  ];
}

/** By what the file was read, and what of its letters is left out. */
function tellCoverage(coverage: Coverage | null): readonly string[] {
  if (coverage === null) return [];
  return [...describeCoverage(coverage), ...describeAllLeftOut(coverage)].map(([label, value]) =>
    showUnseenIn(`${label}: ${value}`),
  );
}

/** A folder says itself what its documents are. */
function refuseBeside(file: string | undefined, options: RegisterOptions): Refusal | null {
  const { from: _from, json: _json, acceptDoubt, ...others } = options;
  const [beside] = [...(file === undefined ? [] : [file]), ...Object.keys(others), ...acceptDoubt];
  if (beside === undefined) return null;
  return refusal("STOP_BAD_INPUT", {
    field: "--from",
    expected: "nothing beside it but --json: what a document is stands in the folder",
    actual: beside,
  });
}

async function readOrder(file: string | undefined, options: RegisterOptions): Promise<Result<SourceOrder>> {
  const { documentId } = options;
  if (file === undefined || documentId === undefined) {
    const field = file === undefined ? "a file, or --from" : "--document-id";
    return refused(refusal("STOP_BAD_INPUT", { field, expected: "given", actual: "left out" }));
  }
  const bytes = await readInputFile(file);
  if (!bytes.ok) return bytes;
  const convertedFrom = await readConvertedFrom(bytes.value, options.convertedFrom);
  if (!convertedFrom.ok) return convertedFrom;
  const expectation = await readExpectation(options);
  if (!expectation.ok) return expectation;
  const effectiveFrom = readEffect(options.effectiveFrom);
  if (!effectiveFrom.ok) return effectiveFrom;
  const nature = readNature(options.nature);
  if (!nature.ok) return nature;
  const lineage = await readLineage(options.lineage);
  if (!lineage.ok) return lineage;
  if (options.citation === "")
    return refused(refusal("STOP_BAD_INPUT", { field: "--citation", expected: "a text", actual: "nothing" }));
  return accepted({
    bytes: bytes.value,
    documentId,
    docPrefix: options.prefix ?? null,
    title: options.title ?? null,
    publicationType: options.publicationType ?? null,
    owner: options.owner ?? null,
    convention: options.convention ?? null,
    encoding: options.encoding ?? null,
    convertedFrom: convertedFrom.value,
    acceptedDoubts: options.acceptDoubt,
    authoritative: options.authoritative ?? null,
    reservedPrefixNamed: options.namedReserved ?? false,
    nature: nature.value,
    effectiveFrom: effectiveFrom.value,
    citation: options.citation ?? null,
    lineage: lineage.value,
    base: options.base ?? null,
    ...(expectation.value === null ? {} : { expectation: expectation.value }),
  });
}

function readEffect(text: string | undefined): Result<string | null> {
  if (text === undefined) return accepted(null);
  return text === OPEN ? accepted(OPEN) : readDay("--effective-from", text);
}

function readNature(text: string | undefined): Result<Nature | null> {
  if (text === undefined) return accepted(null);
  const nature = NATURES.find((name) => name === text);
  if (nature !== undefined) return accepted(nature);
  return refused(
    refusal("STOP_BAD_INPUT", { field: "--nature", expected: NATURES.join(", "), actual: text }),
  );
}

/** The statement as it is stored; whether it says anything about the two versions is judged with them. */
async function readLineage(file: string | undefined): Promise<Result<string | null>> {
  if (file === undefined) return accepted(null);
  const bytes = await readInputFile(file);
  if (!bytes.ok) return bytes;
  const statements = parseLineage(bytes.value);
  if (!statements.ok) return statements;
  // Byte for byte, so that its sha256 is that of the file.
  return accepted(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.value));
}
