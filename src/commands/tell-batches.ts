import type { Output } from "../adapters/terminal/output.ts";
import { renderColumns } from "../adapters/terminal/table.ts";
import type { App, BatchStatus } from "../compose.ts";
import { tellCounts } from "./tell-batch.ts";

type Rows = Awaited<ReturnType<App["batches"]["status"]>>;

/** What `cutter status` says of batches, one line each; of one that is asked for by name, every member as well. */
export function tellBatches(
  output: Output,
  rows: Rows,
  { isAlone, pageFile }: { readonly isAlone: boolean; readonly pageFile: (batchId: string) => string },
): void {
  const readable = rows.filter((row) => "state" in row);
  if (readable.length > 0)
    output.line(
      renderColumns([
        ["batch", "members", "state", "waits for", "last"],
        ...readable.map((row) => toCells(row)),
      ]),
    );
  for (const row of readable) {
    tellOne(output, row, isAlone);
    if (isAlone && row.round !== null)
      output.line(`${row.batchId}  page of all members: ${pageFile(row.batchId)}`);
  }
  for (const row of rows)
    if (!("state" in row)) output.line(`${row.batchId}  ${row.refusal.reason}: ${row.refusal.actual ?? ""}`);
}

function tellOne(output: Output, row: BatchStatus, isAlone: boolean): void {
  const { batchId, round, expires, next, refusal } = row;
  if (round !== null && round.notBegun < round.members && !row.isOver)
    output.line(
      `${batchId}  ${round.gate}: ${round.done} of ${round.members} done, ${round.failed} failed, ${round.notBegun} not begun`,
    );
  for (const end of expires) output.line(`${batchId}  expires: ${end.what}, ${end.utc}`);
  if (refusal !== null) output.line(`${batchId}  ${refusal.reason}: ${refusal.wayOut}`);
  else if (next !== null) output.line(`${batchId}  next: ${next}`);
  const told = isAlone ? row.runs : row.runs.filter(({ result }) => result === "failed");
  if (told.length > 0)
    output.line(
      renderColumns([
        ["document", "run", "at", "result", "reason"],
        ...told.map(({ documentId, runId, at, result, reason }) => [
          documentId,
          runId ?? "-",
          at ?? "-",
          result,
          reason ?? "",
        ]),
      ]),
    );
}

function toCells(row: BatchStatus): readonly string[] {
  const { waiting, atWork, members } = row;
  const persons = waiting
    ? `${waiting.gate} by ${waiting.quorum} of ${waiting.forPersons.join(", ") || "the policy's persons"}`
    : "";
  return [row.batchId, tellCounts(members), row.state, atWork ? "nothing: at work" : persons, row.lastUtc];
}
