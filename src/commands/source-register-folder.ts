import { join } from "node:path";
import { createCounter, showNumber } from "../adapters/terminal/counter.ts";
import type { Output } from "../adapters/terminal/output.ts";
import { renderColumns } from "../adapters/terminal/table.ts";
import type { FolderIntake, FolderOrder } from "../compose/database-commands.ts";
import { type ExitCode, exitCodeOf } from "../domain/reasons.ts";
import type { Refusal } from "../domain/refusal.ts";
import { MANIFEST_FILE } from "../domain/register-manifest.ts";
import { accepted, type Result } from "../domain/result.ts";
import { shellWord } from "../domain/shell-word.ts";

type Row = FolderIntake["rows"][number];

/** More rows than this are a total: each of them is in the JSON. */
const MOST_SHOWN = 40;

/** `cutter source register --from FOLDER`: all of its documents or none; one line for each that is refused. */
export async function registerFromFolder(
  output: Output,
  folder: string,
  parts: {
    readonly register: (order: FolderOrder) => Promise<Result<FolderIntake>>;
    readonly interrupted: AbortSignal;
  },
): Promise<Result<ExitCode>> {
  output.progress.step(`Judging the documents of ${folder}`);
  const counter = createCounter({
    isTerminal: output.isTerminal,
    write: (text) => process.stderr.write(text),
  });
  const { interrupted } = parts;
  const intake = await parts.register({ folder, interrupted, onProgress: counter.tell }).finally(counter.end);
  if (!intake.ok) return intake;
  const { rows, isRegistered, saidBy } = intake.value;
  const from = shellWord(saidBy === "manifest" ? join(folder, MANIFEST_FILE) : folder);
  const next = `cutter orchestrate batch --from ${from}`;
  const wrong = rows.filter((row) => row.refusal !== null);
  output.json({
    verdict: isRegistered ? "registered" : "refused",
    ...(isRegistered ? { next } : { reason: wrong[0]?.refusal?.reason ?? null }),
    documents: rows,
  });
  if (isRegistered) tellRegistered(output, rows, next);
  else tellRefused(output, rows, wrong);
  return accepted(isRegistered ? 0 : exitCodeOf(wrong[0]?.refusal?.reason ?? "STOP_BAD_INPUT"));
}

function tellRegistered(output: Output, rows: readonly Row[], next: string): void {
  const now = rows.filter(({ result }) => result === "registered");
  const sum = (numbers: readonly (number | null | undefined)[]) =>
    showNumber(numbers.reduce<number>((total, number) => total + (number ?? 0), 0));
  if (rows.length <= MOST_SHOWN) {
    const head = ["document", "result", "version", "units", "changes", "sha256"];
    output.line(renderColumns([head, ...rows.map(cellsOf)]));
  }
  output.line(
    `Registered ${showNumber(now.length)} of ${showNumber(rows.length)} documents: ${sum(now.map(({ units }) => units))} units, ${sum(now.map(({ version }) => version?.sizeBytes))} bytes. ${showNumber(rows.length - now.length)} were registered already.`,
  );
  if (rows.length > MOST_SHOWN) output.line("Each with its sha256: the same command with --json.");
  output.line(`Go on with: ${next}`);
}

function cellsOf({ documentId, result, version, units, changes }: Row): readonly string[] {
  return [
    documentId ?? "-",
    result,
    String(version?.versionSeq ?? "-"),
    String(units ?? "-"),
    Object.entries(changes ?? {})
      .map(([change, count]) => `${count} ${change}`)
      .join(", ") || "-",
    version?.sha256.slice(0, 12) ?? "-",
  ];
}

function tellRefused(output: Output, rows: readonly Row[], wrong: readonly Row[]): void {
  const lines = wrong.map(({ file, documentId, refusal }) => [
    file,
    documentId ?? "-",
    refusal?.reason ?? "",
    refusal === null ? "" : findingOf(refusal, file),
  ]);
  output.line(renderColumns([["file", "document", "reason", "found"], ...lines]));
  const unjudged = rows.filter(({ result }) => result === "not judged").length;
  output.error(
    `Nothing was registered: ${showNumber(wrong.length)} of ${showNumber(rows.length)} are refused${unjudged === 0 ? "" : `, ${showNumber(unjudged)} were not judged`}.`,
  );
  for (const [reason, wayOut] of waysOut(wrong)) output.error(`  ${reason}: ${wayOut}`);
  output.error("  Then repeat the command; what is registered by then is told and left as it is.");
}

/** What was found, on one line. */
function findingOf({ field, actual, expected, details = [], message }: Refusal, file: string): string {
  const found = actual ?? details[0] ?? message;
  const more = details.length > 1 && actual === undefined ? ` (and ${details.length - 1} more: --json)` : "";
  const wanted = expected === undefined ? "" : `; expected ${expected}`;
  const place = field === undefined || field === file || actual === undefined ? "" : `${field}: `;
  return `${place}${found}${more}${wanted}`.replace(/\s+/g, " ").trim();
}

function waysOut(wrong: readonly Row[]): readonly (readonly [string, string])[] {
  const told = new Map<string, readonly [string, string]>();
  for (const { refusal } of wrong)
    if (refusal !== null) told.set(`${refusal.reason} ${refusal.wayOut}`, [refusal.reason, refusal.wayOut]);
  return [...told.values()];
}
