import { Command } from "commander";
import type { Output } from "../adapters/terminal/output.ts";
import { renderColumns } from "../adapters/terminal/table.ts";
import { groupBy } from "../collections/group-by.ts";
import type { OpenApp, RunStatus } from "../compose.ts";
import { isBatchId } from "../domain/batch.ts";
import { describeClaim, type UnexplainedClaim } from "../domain/ledger-claim.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { type CommandLine, conclude } from "./command-line.ts";
import { tellBatches } from "./tell-batches.ts";
import { tellOpenDays, withNext } from "./tell-open-days.ts";

/**
 * `cutter status [RUN]`: what runs, what waits for whom, what expires when, rows of the ledger that no approval in git explains, and enacted text
 * whose day is open. Takes no lock; where database or origin can't be reached it says so and shows the rest.
 */
export function makeStatusCommand(line: CommandLine, openApp: OpenApp): Command {
  return new Command("status")
    .description(
      "what runs, what waits for whom, what expires when; rows of the ledger that no approval explains; text whose day is open",
    )
    .argument("[run]", "run id, or the id of a batch; all where none is named")
    .option("--root <folder>", "the sidecar (default: CUTTER_ROOT or /var/lib/cutter)")
    .option("--json", "print one JSON object")
    .action((runId: string | undefined, options: { root?: string; json?: boolean }) =>
      conclude(line, options, async (output) => {
        const app = await openApp({ root: options.root ?? null, progress: output.progress, changes: false });
        if (!app.ok) return app;
        await using opened = app.value;
        const isBatch = runId !== undefined && isBatchId(runId);
        const batches = runId === undefined || isBatch ? await opened.batches.status(runId ?? null) : [];
        const rows = isBatch ? [] : await opened.status(runId ?? null);
        const readable = rows.filter((row) => "state" in row);
        const isEmpty = rows.length === 0 && batches.length === 0;
        const elsewhere = isEmpty ? await opened.otherKind() : null;
        if (elsewhere !== null) return refused(elsewhere);
        if (isEmpty) output.line("no runs");
        tellBatches(output, batches, { isAlone: isBatch, pageFile: opened.batches.pageFile });
        if (readable.length > 0)
          output.line(
            renderColumns([
              ["run", "document", "mode", "state", "waits for", "last"],
              ...readable.map(toCells),
            ]),
          );
        for (const row of readable) {
          for (const end of row.expires) output.line(`${row.runId}  expires: ${end.what}, ${end.utc}`);
          if (row.next) output.line(`${row.runId}  next: ${row.next}`);
          else if (row.refusal) output.line(`${row.runId}  ${row.refusal.reason}: ${row.refusal.wayOut}`);
          if (row.unpublished > 0)
            output.line(
              `${row.runId}  ${row.unpublished} reports are not published: cutter orchestrate reconcile`,
            );
        }
        for (const told of tellRivals(readable)) output.line(told);
        const damaged = rows.filter((row) => !("state" in row));
        for (const row of damaged)
          output.line(
            `${row.runId}  ${row.refusal?.reason}: ${row.refusal?.field ?? ""}: ${row.refusal?.actual ?? ""}`,
          );
        const ledger = await opened.findUnexplained(isBatch ? null : (runId ?? null));
        tellLedger(output, ledger);
        const unexplained = ledger.ok ? ledger.value : [];
        const found = await opened.openDays();
        const open = found.ok ? accepted(found.value.map((row) => withNext(row, busy(readable)))) : found;
        for (const told of tellOpenDays(open)) output.line(told);
        output.json({
          batches,
          runs: rows,
          ledger: ledger.ok ? { unexplained } : { unread: ledger.refusal },
          effect: open.ok ? { open: open.value } : { unread: open.refusal },
        });
        const isDamaged = damaged.length + unexplained.length > 0 || batches.some((row) => !("state" in row));
        return accepted(isDamaged ? 3 : 0);
      }),
    );
}

/** Documents of which a live run is under way. */
function busy(rows: readonly RunStatus[]): ReadonlySet<string> {
  const live = rows.filter(({ mode, isUnderWay }) => mode === "LIVE" && isUnderWay);
  return new Set(live.map(({ documentId }) => documentId));
}

/** Live runs of one document that are under way side by side, by a race or by an earlier release: only one can be written. */
function tellRivals(rows: readonly RunStatus[]): readonly string[] {
  const live = rows.filter(({ mode, isUnderWay }) => mode === "LIVE" && isUnderWay);
  return [...groupBy(live, ({ documentId }) => documentId)].flatMap(([documentId, runs]) =>
    runs.length < 2
      ? []
      : [
          `${documentId}  only one of ${runs.map(({ runId }) => runId).join(", ")} can be written: void the others`,
        ],
  );
}

/** A thief may have written many rows: the first twenty are told, all stand in the JSON. */
function tellLedger(output: Output, ledger: Result<readonly UnexplainedClaim[]>): void {
  if (!ledger.ok) {
    const { reason, field, actual, message } = ledger.refusal;
    output.line(
      `ledger  not compared with git: ${[reason, field, actual ?? message].filter(Boolean).join(": ")}`,
    );
    return;
  }
  for (const claim of ledger.value.slice(0, 20))
    output.line(`ledger  no approval in git explains ${describeClaim(claim)}`);
  const more = ledger.value.length - 20;
  if (more > 0) output.line(`ledger  and ${more} more`);
}

function toCells(row: RunStatus): readonly string[] {
  const persons = row.waiting
    ? ` by ${row.waiting.quorum} of ${row.waiting.forPersons.join(", ") || "the policy's persons"}`
    : "";
  const waits = row.waiting ? `${row.waiting.gate}${persons}` : workOf(row);
  return [row.runId, row.documentId, row.mode, row.state, waits, row.lastUtc];
}

function workOf({ atWork, abandoned, mode }: RunStatus): string {
  if (atWork) return "nothing: at work";
  if (!abandoned) return "";
  return mode === "LIVE" ? "a resume: its process is gone" : "nothing: its process is gone";
}
