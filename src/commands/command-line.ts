import type { Output } from "../adapters/terminal/output.ts";
import type { ExitCode } from "../domain/reasons.ts";
import { exitCodeOf } from "../domain/reasons.ts";
import { carriedRefusal, type Refusal } from "../domain/refusal.ts";
import type { Result } from "../domain/result.ts";

/** What a command works with: where it writes, and how it ends. */
export interface CommandLine {
  /** Opens the output; `json` comes from the command's own option. */
  readonly openOutput: (json: boolean) => Output;
  readonly exit: (code: number) => void;
}

/** Prints a refusal in its fixed shape: code, sentence, expected and actual value, details, way out. */
export function tellRefusal(output: Output, cause: Refusal): void {
  output.error(`${cause.reason}: ${cause.message}`);
  if (cause.field !== undefined) output.error(`  at        ${cause.field}`);
  if (cause.expected !== undefined) output.error(`  expected  ${cause.expected}`);
  if (cause.actual !== undefined) output.error(`  actual    ${cause.actual}`);
  for (const detail of (cause.details ?? []).slice(0, 50)) output.error(`  - ${detail}`);
  const more = (cause.details?.length ?? 0) - 50;
  if (more > 0) output.error(`  … and ${more} more`);
  output.error(`  do this   ${cause.wayOut}`);
}

/** Runs a command's work: prints a refusal and exits with its code, prints a fault with its causes and exits with 1. */
export async function conclude(
  line: CommandLine,
  options: { readonly json?: boolean },
  work: (output: Output) => Promise<Result<ExitCode>>,
): Promise<void> {
  const output = line.openOutput(options.json ?? false);
  try {
    const result = await work(output);
    if (result.ok) return line.exit(result.value);
    tellRefusal(output, result.refusal);
    output.json({ verdict: "refused", ...result.refusal });
    line.exit(exitCodeOf(result.refusal.reason));
  } catch (fault) {
    const cause = carriedRefusal(fault);
    if (cause !== null) {
      tellRefusal(output, cause);
      output.json({ verdict: "refused", ...cause });
      return line.exit(exitCodeOf(cause.reason));
    }
    output.error(`fault: ${describeFault(fault)}`);
    output.json({ verdict: "fault", message: describeFault(fault) });
    line.exit(1);
  }
}

/** The text of a fault with its whole chain of causes. */
export function describeFault(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const cause = fault.cause === undefined ? "" : `; caused by ${describeFault(fault.cause)}`;
  return `${fault.stack ?? fault.message}${cause}`;
}
