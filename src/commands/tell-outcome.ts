import type { Output } from "../adapters/terminal/output.ts";
import type { RunOutcome } from "../compose.ts";
import { gateRow } from "../domain/gates.ts";
import type { ExitCode } from "../domain/reasons.ts";
import { accepted, type Result } from "../domain/result.ts";
import { tellRefusal } from "./command-line.ts";

/** How a command on a run has ended: where the run stands, what it waits for, and what leads it on. */
export function tellOutcome(output: Output, result: Result<RunOutcome>): Result<ExitCode> {
  if (!result.ok) return result;
  const outcome = result.value;
  output.json(outcome);
  output.line(`run    ${outcome.runId}`);
  output.line(`state  ${outcome.state}`);
  if (outcome.waiting) {
    const { gate, where, payloadSha256 } = outcome.waiting;
    output.line(`waits  for ${gate} (${gateRow(gate, outcome.kind).allows})`);
    output.line(`       request on ${where}, payload_sha256 ${payloadSha256}`);
  }
  const isRefused = outcome.refusal !== null && outcome.refusal.reason !== "STOP_APPROVAL_REQUIRED";
  if (isRefused) tellRefusal(output, outcome.refusal);
  else if (outcome.next !== null) output.line(`next   ${outcome.next}`);
  return accepted(outcome.exitCode);
}
