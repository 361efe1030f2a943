import { createInterface } from "node:readline/promises";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";

/** Asks on the terminal whether to go on; anything but `y` or `yes` is no. Where there is no terminal, `--yes` has to answer. */
export async function ask(question: string): Promise<Result<boolean>> {
  if (!process.stdin.isTTY) {
    return refused(
      refusal("STOP_BAD_INPUT", {
        field: "--yes",
        expected: "a terminal to ask on, or --yes",
        actual: "neither",
      }),
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return accepted(/^y(?:es)?$/i.test((await terminal.question(question)).trim()));
  } finally {
    terminal.close();
  }
}
