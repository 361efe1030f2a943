import type { Output } from "../adapters/terminal/output.ts";
import { renderColumns } from "../adapters/terminal/table.ts";
import type { BatchOutcome } from "../compose.ts";
import { ALLOWS_BATCH } from "../domain/gates.ts";
import type { ExitCode } from "../domain/reasons.ts";
import { accepted, type Result } from "../domain/result.ts";
import { tellRefusal } from "./command-line.ts";

/** How a command on a batch has ended: where it stands, what it waits for, which members failed or were left behind, and what leads it on. */
export function tellBatch(
  output: Output,
  result: Result<BatchOutcome>,
  pageFile: (batchId: string) => string,
): Result<ExitCode> {
  if (!result.ok) return result;
  const outcome = result.value;
  const page = outcome.waiting === null ? null : pageFile(outcome.batchId);
  output.json({ ...outcome, page });
  output.line(`batch    ${outcome.batchId}`);
  output.line(`state    ${outcome.state}`);
  output.line(`members  ${tellCounts(outcome.members)}`);
  if (outcome.waiting) {
    const { gate, where, payloadSha256 } = outcome.waiting;
    output.line(`waits    for ${gate} (${ALLOWS_BATCH[gate]})`);
    output.line(`         request on ${where}, payload_sha256 ${payloadSha256}`);
    output.line(`page     ${page}`);
  }
  if (outcome.failed.length > 0)
    output.line(
      renderColumns([
        ["failed", "run", "reason"],
        ...outcome.failed.map(({ documentId, runId, reason }) => [documentId, runId ?? "-", reason]),
      ]),
    );
  for (const { documentId, runId, reason, wayOut } of outcome.left) {
    output.line(`left     ${documentId} ${runId ?? ""} ${reason}`.trimEnd());
    output.line(`         ${wayOut}`);
  }
  const isRefused = outcome.refusal !== null && outcome.refusal.reason !== "STOP_APPROVAL_REQUIRED";
  if (isRefused) tellRefusal(output, outcome.refusal);
  else if (outcome.next !== null) output.line(`next     ${outcome.next}`);
  return accepted(outcome.exitCode);
}

/** `12 documents: 3 open, 9 closed`: only what there is. */
export function tellCounts({ all, ...counts }: BatchOutcome["members"]): string {
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  return `${all}: ${told.map(([name, count]) => `${count} ${name}`).join(", ")}`;
}
