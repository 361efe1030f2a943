import type { Output } from "../adapters/terminal/output.ts";
import type { App } from "../compose.ts";
import { isBatchId } from "../domain/batch.ts";
import type { ExitCode } from "../domain/reasons.ts";
import { accepted, type Result } from "../domain/result.ts";
import { ask } from "./ask.ts";
import { tellBatch } from "./tell-batch.ts";
import { tellOutcome } from "./tell-outcome.ts";

interface TakeOver {
  readonly id: string;
  /** The number of a holder that is lost, too. */
  readonly over?: number;
  readonly yes?: boolean;
  readonly interrupted: AbortSignal;
}

/** Takes over a run or batch whose journal is lost; whoever has begun it can write nothing for it from then on, so it asks before. */
export async function takeOver(
  app: App,
  output: Output,
  { id, over: number, yes, interrupted }: TakeOver,
): Promise<Result<ExitCode>> {
  const over = number ?? null;
  if (yes !== true) {
    const question = `Take over ${id}? The machine that has begun it can write nothing for it from then on, if it still runs. [y/N] `;
    const answer = await ask(question, interrupted);
    if (!answer.ok) return answer;
    if (!answer.value) {
      output.line("Nothing was changed.");
      return accepted(2);
    }
  }
  return isBatchId(id)
    ? tellBatch(output, await app.batches.adopt(id, { over }), app.batches.pageFile)
    : tellOutcome(output, await app.adopt(id, { over }));
}
