import type { Gate } from "../domain/gates.ts";
import type { JournalHead } from "../domain/journal-head.ts";
import type { Refusal } from "../domain/refusal.ts";
import { inertCell, renderTable } from "./inert.ts";
import { type RenderedReport, renderReport } from "./report.ts";

/** A member of a wave, with the file that holds its reports. */
export interface WaveRow {
  readonly documentId: string;
  readonly runId: string;
  readonly result: "done" | "failed";
  readonly refusal: Refusal | null;
  readonly path: string;
  /** Of the bytes of that file. */
  readonly sha256: string;
}

interface BatchReportFacts {
  readonly batchId: string;
  readonly name: string;
  readonly gate: Gate;
  readonly writtenUtc: string;
  readonly journal: JournalHead;
  readonly previousSha256: string;
}

/** Tells what has become of the members of one wave, and where the reports of each are, by sha256. */
export function renderWave(
  view: BatchReportFacts & {
    readonly rows: readonly WaveRow[];
    readonly where: string;
    readonly isCanary: boolean;
  },
): RenderedReport {
  const failed = view.rows.filter(({ result }) => result === "failed").length;
  const done = view.rows.filter(({ result }) => result === "done").length;
  const rows = view.rows.map(({ documentId, runId, result, refusal, path, sha256 }) => [
    inertCell(documentId, 80),
    `\`${runId}\``,
    refusal === null ? result : `${result}: ${refusal.reason}`,
    `\`${path}\``,
    `\`${sha256}\``,
  ]);
  return render(view, {
    title: view.isCanary ? "canary wave" : "wave",
    result: failed === 0 ? "passed" : "failed",
    summary: `${done} of ${view.rows.length} members are done, ${failed} failed.`,
    facts: [
      ["gate", view.gate],
      ["reports of the members", view.where],
    ],
    leadsTo: renderTable(["document", "run", "result", "reports", "sha256"], rows),
    refusal: null,
  });
}

/** A member in the receipt of a round. */
export interface ReceiptRow {
  readonly document_id: string;
  readonly run_id: string;
  readonly result: "done" | "failed" | "left" | "not attempted";
  readonly reason: string | null;
}

/** Most members that the report names; the receipt itself names all. */
const MOST_NAMED = 100;

/** Tells what has become of every member of a round; those that are not done come first, by name. */
export function renderReceipt(
  view: BatchReportFacts & {
    readonly members: readonly ReceiptRow[];
    readonly receiptSha256: string;
    readonly refusal: Refusal | null;
  },
): RenderedReport {
  const count = (wanted: ReceiptRow["result"]) =>
    view.members.filter(({ result }) => result === wanted).length;
  const others = view.members.filter(({ result }) => result !== "done");
  const rows = others
    .slice(0, MOST_NAMED)
    .map(({ document_id, run_id, result, reason }) => [
      inertCell(document_id, 80),
      `\`${run_id}\``,
      reason === null ? result : `${result}: ${reason}`,
    ]);
  return render(view, {
    title: "receipt",
    result: view.refusal === null && count("failed") === 0 ? "passed" : "failed",
    summary: `${count("done")} of ${view.members.length} members are done, ${count("failed")} failed, ${count("left")} left the batch, ${count("not attempted")} not attempted.`,
    facts: [
      ["gate", view.gate],
      ["receipt sha256", view.receiptSha256],
    ],
    leadsTo: rows.length === 0 ? null : renderTable(["document", "run", "result"], rows),
    refusal: view.refusal,
  });
}

function render(
  { batchId, name, writtenUtc, journal, previousSha256 }: BatchReportFacts,
  content: Pick<
    Parameters<typeof renderReport>[0],
    "title" | "result" | "summary" | "facts" | "leadsTo" | "refusal"
  >,
): RenderedReport {
  const run = { runId: batchId, mode: "LIVE" } as const;
  return renderReport({
    ...content,
    run,
    name,
    checks: [],
    writtenUtc,
    journal,
    previousSha256,
    solo: false,
  });
}
