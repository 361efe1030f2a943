import { type Command, InvalidArgumentError, Option } from "commander";
import type { Output } from "../adapters/terminal/output.ts";
import { renderColumns } from "../adapters/terminal/table.ts";
import { readDocumentList } from "../compose/read-document-list.ts";
import type { App } from "../compose.ts";
import {
  type BatchRules,
  batchRulesSchema,
  DEFAULT_RULES,
  HALT_RULES,
  type HaltRule,
} from "../domain/batch.ts";
import type { Mode } from "../domain/phases.ts";
import { type ExitCode, exitCodeOf } from "../domain/reasons.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { tellBatch } from "./tell-batch.ts";

export interface BatchFlags {
  readonly mode: Mode;
  readonly from?: string;
  readonly halt: HaltRule;
  readonly canary: number;
  readonly wave: number;
}

/** The options of `cutter orchestrate batch`. */
export function addBatchOptions(command: Command): Command {
  const number = (text: string) => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= 1) return value;
    throw new InvalidArgumentError("a whole number from 1 on");
  };
  return command
    .argument("[documents...]", "the registered documents, in the order in which they are cut")
    .option(
      "--from <file>",
      "a file that names them, one id a line, or a folder that was registered, or its manifest",
    )
    .addOption(
      new Option("--halt <rule>", "what the first failure does: stop the rest, or stay with its member")
        .choices(HALT_RULES)
        .default(DEFAULT_RULES.halt),
    )
    .option(
      "--canary <n>",
      "members of the first wave, one of every class at least",
      number,
      DEFAULT_RULES.canary,
    )
    .option("--wave <n>", "members of every later wave", number, DEFAULT_RULES.wave);
}

/** A live batch is one decision about all documents; a dry run is made of each, and asks nobody. */
export async function runBatch(
  app: App,
  output: Output,
  named: readonly string[],
  flags: BatchFlags,
): Promise<Result<ExitCode>> {
  const listed = flags.from === undefined ? accepted([]) : await readDocumentList(flags.from);
  if (!listed.ok) return listed;
  const documentIds = [...named, ...listed.value];
  if (documentIds.length === 0)
    return refused(
      refusal("STOP_BAD_INPUT", {
        field: "documents",
        expected: "at least one, or --from FILE",
        actual: "none",
      }),
    );
  if (flags.mode === "DRYRUN") return dryRuns(app, output, documentIds);
  const rules = readRules(flags);
  if (!rules.ok) return rules;
  const { start, pageFile } = app.batches;
  return tellBatch(output, await start({ documentIds, rules: rules.value }), pageFile);
}

function readRules({ halt, canary, wave }: BatchFlags): Result<BatchRules> {
  const parsed = batchRulesSchema.safeParse({ halt, canary, wave });
  if (parsed.success) return accepted(parsed.data);
  const [issue] = parsed.error.issues;
  return refused(
    refusal("STOP_BAD_INPUT", {
      field: `--${issue?.path.join(".")}`,
      expected: issue?.path[0] === "canary" ? "1 to 1000" : "1 to 10000",
      actual: String(issue?.path[0] === "canary" ? canary : wave),
    }),
  );
}

async function dryRuns(app: App, output: Output, documentIds: readonly string[]): Promise<Result<ExitCode>> {
  const result = await app.dryRunEach(documentIds);
  if (!result.ok) return result;
  output.json({ documents: result.value });
  const cells = result.value.map((row) => [
    row.documentId,
    row.outcome?.runId ?? "-",
    row.outcome?.state ?? "not started",
    row.refusal?.reason ?? "",
  ]);
  output.line(renderColumns([["document", "run", "state", "reason"], ...cells]));
  return accepted(firstCode(result.value));
}

/** The exit code of several is that of the first which did not end or pause as designed. */
export function firstCode(rows: readonly { readonly refusal: Refusal | null }[]): ExitCode {
  const codes = rows.map((row) => (row.refusal === null ? 0 : exitCodeOf(row.refusal.reason)));
  return codes.find((code) => code !== 0) ?? 0;
}
