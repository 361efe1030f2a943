import { askYes } from "../adapters/terminal/ask.ts";
import { refuseInterrupted } from "../domain/interruption.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";

/**
 * Asks on the terminal whether to go on; anything but `y` or `yes` is no. Where there is no terminal, `--yes` has to answer; a request to end, such as
 * Ctrl-C, is refused as such.
 */
export async function ask(question: string, interrupted: AbortSignal): Promise<Result<boolean>> {
  if (!process.stdin.isTTY) {
    return refused(
      refusal("STOP_BAD_INPUT", {
        field: "--yes",
        expected: "a terminal to ask on, or --yes",
        actual: "neither",
      }),
    );
  }
  const isYes = await askYes(question, interrupted);
  const asked = refuseInterrupted(interrupted);
  const wayOut = "Nothing was written; start the command again.";
  return asked === null ? accepted(isYes) : refused({ ...asked, wayOut });
}
