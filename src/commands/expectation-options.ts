import type { Command } from "commander";
import { readInputFile } from "../compose/read-input-file.ts";
import { readExpectedCount, readExpectedList } from "../document/plan/read-expectation.ts";
import type { StatedUnits } from "../domain/expectation.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";

/** What a person says that the publisher states. */
export interface ExpectationFlags {
  readonly expect?: string;
  readonly expectCount?: string;
}

/** Adds `--expect` and `--expect-count` to a command. */
export function addExpectationOptions(command: Command): Command {
  return command
    .option(
      "--expect <file>",
      "the publisher's own list of units, one label a line: any difference is a stop",
    )
    .option("--expect-count <count>", "how many units the publisher states: another count is a stop");
}

/** What the flags say, or null where they say nothing. */
export async function readExpectation(flags: ExpectationFlags): Promise<Result<StatedUnits | null>> {
  const { expect, expectCount } = flags;
  if (expect !== undefined && expectCount !== undefined) {
    return refused(
      refusal("STOP_BAD_INPUT", {
        field: "--expect, --expect-count",
        expected: "one of the two",
        actual: "both",
      }),
    );
  }
  if (expectCount !== undefined) return readExpectedCount(expectCount);
  if (expect === undefined) return accepted(null);
  const list = await readInputFile(expect);
  return list.ok ? readExpectedList(list.value) : list;
}
