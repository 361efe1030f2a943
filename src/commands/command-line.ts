import type { Output } from "../adapters/terminal/output.ts";
import { refuseInterrupted } from "../domain/interruption.ts";
import { type ExitCode, exitCodeOf } from "../domain/reasons.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { Result } from "../domain/result.ts";
import { refusalOfThrown, refuseWhileEnding } from "./refuse-fault.ts";

/** What a command works with: where it writes, and how it ends. */
export interface CommandLine {
  /** Opens the output; `json` comes from the command's own option. */
  readonly openOutput: (json: boolean) => Output;
  readonly exit: (code: number) => void;
  /** Aborted when the process is asked to end. */
  readonly interrupted: AbortSignal;
}

/** Prints a refusal in its fixed shape: code, sentence, expected and actual value, details, way out. A value of several lines stays in its column. */
export function tellRefusal(output: Output, cause: Refusal): void {
  output.error(`${cause.reason}: ${cause.message}`);
  const tell = (name: string, value: string | undefined) => {
    if (value !== undefined)
      output.error(`  ${name.padEnd(8)}  ${value.replaceAll("\n", `\n${" ".repeat(12)}`)}`);
  };
  tell("at", cause.field);
  tell("expected", cause.expected);
  tell("actual", cause.actual);
  for (const detail of (cause.details ?? []).slice(0, 50)) output.error(`  - ${detail}`);
  const more = (cause.details?.length ?? 0) - 50;
  if (more > 0) output.error(`  … and ${more} more`);
  tell("do this", cause.wayOut);
}

/** How a command is told. */
interface Telling {
  readonly json?: boolean;
  /** What whoever asked it to end does next, where that is not what its work says. */
  readonly again?: string;
}

/**
 * Runs a command's work: prints a refusal and exits with its code, prints a fault with its causes and exits with 1. Where the process was asked to
 * end, that is the reason.
 */
export async function conclude(
  line: CommandLine,
  options: Telling,
  work: (output: Output) => Promise<Result<ExitCode>>,
): Promise<void> {
  const output = line.openOutput(options.json ?? false);
  try {
    const result = await work(output);
    if (result.ok) return line.exit(result.value);
    endRefused(line, output, result.refusal, options);
  } catch (fault) {
    const cause = refusalOfThrown(fault);
    if (cause !== null) return endRefused(line, output, cause, options);
    const asked = refuseInterrupted(line.interrupted);
    if (asked !== null) return endRefused(line, output, refuseWhileEnding(asked, String(fault)), options);
    output.error(`fault: ${describeFault(fault)}`);
    output.json({ verdict: "fault", message: describeFault(fault) });
    line.exit(1);
  }
}

function endRefused(line: CommandLine, output: Output, cause: Refusal, { again }: Telling): void {
  const asked = cause.reason === "STOP_INTERRUPTED" ? null : refuseInterrupted(line.interrupted);
  const ended = asked === null ? cause : refuseWhileEnding(asked, describeRefusal(cause));
  const told =
    again === undefined || ended.reason !== "STOP_INTERRUPTED" ? ended : { ...ended, wayOut: again };
  tellRefusal(output, told);
  output.json({ verdict: "refused", ...told });
  line.exit(exitCodeOf(told.reason));
}

function describeRefusal({ reason, field, actual, message }: Refusal): string {
  return [reason, field, actual ?? message].filter((part) => part !== undefined).join(": ");
}

/** The text of a fault with its whole chain of causes. */
export function describeFault(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const cause = fault.cause === undefined ? "" : `; caused by ${describeFault(fault.cause)}`;
  return `${fault.stack ?? fault.message}${cause}`;
}
