import { isBatchId } from "../domain/batch.ts";
import type { Check } from "../domain/check.ts";
import type { JournalHead } from "../domain/journal-head.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { Run } from "../domain/run.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import { inertCell, inertSpan, renderTable } from "./inert.ts";

/** The content of one report; all of it is data and is rendered inert. */
export interface ReportView {
  /** The run, or the batch of runs, that it tells of. */
  readonly run: Pick<Run, "runId" | "mode">;
  /** `07-cut_leg_a`: order and name of the report in its run. */
  readonly name: string;
  readonly title: string;
  readonly result: "passed" | "waiting" | "stopped" | "failed";
  readonly summary: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** Markdown of the program itself that leads to more, or null. */
  readonly leadsTo: string | null;
  readonly checks: readonly Check[];
  readonly refusal: Refusal | null;
  readonly writtenUtc: string;
  /** The journal of the run, or of the batch, as it stood when the report was written. */
  readonly journal: JournalHead;
  /** sha256 of the report before it; 64 zeros for the first. */
  readonly previousSha256: string;
  readonly solo: boolean;
}

export interface RenderedReport {
  readonly markdown: string;
  readonly sha256: string;
}

const HEADER = "iu-cutter/report/1";
/** Characters of a fact; one may name a dozen units. */
const MOST_OF_A_FACT = 1000;

/**
 * One report as Markdown with a machine-readable header. Its `sha256` is that of the document without the line `sha256:`;
 * `previous_sha256` chains it to the previous report.
 */
export function renderReport(view: ReportView): RenderedReport {
  const header = [
    "---",
    `schema: ${HEADER}`,
    `report: ${view.name}`,
    `${isBatchId(view.run.runId) ? "batch_id" : "run_id"}: ${view.run.runId}`,
    `mode: ${view.run.mode}`,
    `result: ${view.result}`,
    ...(view.refusal ? [`reason: ${view.refusal.reason}`] : []),
    `written_utc: ${view.writtenUtc}`,
    `journal_entries: ${view.journal.entries}`,
    `journal_hash: ${view.journal.hash}`,
    `previous_sha256: ${view.previousSha256}`,
  ];
  const body = [
    "---",
    "",
    `# ${view.title}: ${view.result}`,
    "",
    sentence(view.summary),
    "",
    ...renderBody(view),
    "",
  ];
  const sha256 = sha256Hex([...header, ...body].join("\n"));
  return { sha256, markdown: [...header, `sha256: ${sha256}`, ...body].join("\n") };
}

/** The head of the journal that the header of a report names; null where it names none, as in reports of earlier releases. */
export function readReportHead(markdown: string): JournalHead | null {
  const lines = markdown.split("\n");
  const header = lines.slice(0, Math.max(0, lines.indexOf("---", 1)));
  const named = (key: string) => header.find((line) => line.startsWith(`${key}: `))?.slice(key.length + 2);
  const [entries, hash] = [named("journal_entries"), named("journal_hash")];
  return entries === undefined || hash === undefined ? null : { entries: Number(entries), hash };
}

/** The sha256 that a report names, and the actual one of its content; they are equal in an untouched report. */
export function readReportSha256(markdown: string): {
  readonly named: string | null;
  readonly actual: string;
} {
  const lines = markdown.split("\n");
  const end = lines.indexOf("---", 1);
  const index = lines.findIndex((line, at) => at < end && line.startsWith("sha256: "));
  const named = index < 0 ? null : (lines[index]?.slice("sha256: ".length) ?? null);
  return { named, actual: sha256Hex(lines.filter((_, at) => at !== index).join("\n")) };
}

function renderBody(view: ReportView): readonly string[] {
  return [
    ...(view.solo
      ? ["> Solo mode: one person alone can start this run and open at least one of its gates.", ""]
      : []),
    ...(view.refusal ? renderRefusal(view.refusal) : []),
    ...(view.leadsTo === null ? [] : [view.leadsTo, ""]),
    ...table(["fact", "value"], view.facts, MOST_OF_A_FACT),
    ...table(
      ["check", "expected", "found", "result"],
      view.checks.map((row) => [row.name, row.expected, row.actual, row.passed ? "passed" : "failed"]),
    ),
  ];
}

/** Renders every refusal in the same shape: code, sentence, expected and actual, what to do. */
export function renderRefusal(refusal: Refusal): readonly string[] {
  return [
    `## ${refusal.reason}`,
    "",
    sentence(refusal.message),
    "",
    ...table(
      ["field", "expected", "actual"],
      refusal.expected === undefined && refusal.actual === undefined
        ? []
        : [[refusal.field ?? "", refusal.expected ?? "", refusal.actual ?? ""]],
    ),
    ...table(
      ["detail"],
      (refusal.details ?? []).slice(0, 100).map((row) => [row]),
    ),
    `Do this: ${sentence(refusal.wayOut)}`,
    "",
  ];
}

function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  maxCharacters?: number,
): readonly string[] {
  if (rows.length === 0) return [];
  return [
    renderTable(
      head,
      rows.map((row) => row.map((cell) => inertCell(cell, maxCharacters))),
    ),
    "",
  ];
}

/** A sentence of plain characters is kept as it is; any other becomes an inert span. */
function sentence(text: string): string {
  return /^[\w .,;:()+'%`/-]*$/.test(text) ? text : inertSpan(text, 500);
}
