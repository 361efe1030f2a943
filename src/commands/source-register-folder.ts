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
/** Characters of what was found in one file. */
const MOST_FOUND = 60;
const MOST_KINDS = 20;
const MOST_DETAILS = 10;

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
    `Nothing was registered: ${showNumber(wrong.length)} of ${showNumber(rows.length)} refused${unjudged === 0 ? "" : `, ${showNumber(unjudged)} were not judged`}.`,
  );
  for (const { file, cause } of kindsOf(wrong)) {
    output.error(`  ${cause.reason}, as of ${file}: ${cause.wayOut}`);
    if (cause.expected !== undefined) output.error(`    expected: ${cause.expected}`);
    for (const detail of (cause.details ?? []).slice(0, MOST_DETAILS)) output.error(`    - ${detail}`);
  }
  output.error("  Then repeat the command; what is registered by then is told and left as it is.");
}

/** What was found, on one line; the whole of it is in the JSON, and of one file of each kind below the table. */
function findingOf({ field, actual, details = [], message }: Refusal, file: string): string {
  const place = field === undefined || field === file || actual === undefined ? "" : `${field}: `;
  const found = `${place}${actual ?? details[0] ?? message}`.replace(/\s+/g, " ").trim();
  return found.length <= MOST_FOUND ? found : `${found.slice(0, MOST_FOUND - 1).toWellFormed()}…`;
}

/** The first refusal of each kind: another reason, another way out, other criteria. */
function kindsOf(wrong: readonly Row[]): readonly { readonly file: string; readonly cause: Refusal }[] {
  const kinds = new Map<string, { readonly file: string; readonly cause: Refusal }>();
  for (const { file, refusal: cause } of wrong) {
    if (cause === null) continue;
    const criteria = /^C\d/.test(cause.field ?? "") ? cause.field : "";
    const kind = `${cause.reason} ${criteria} ${cause.wayOut}`;
    if (!kinds.has(kind)) kinds.set(kind, { file, cause });
  }
  return [...kinds.values()].slice(0, MOST_KINDS);
}
