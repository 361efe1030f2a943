import { type Command, Option } from "commander";

/** The flag that commander reads for {@link addAcceptDoubt}. */
export interface AcceptDoubtFlag {
  readonly acceptDoubt: readonly string[];
}

/** Adds `--accept-doubt CODE`, which may be repeated. */
export function addAcceptDoubt(command: Command): Command {
  return command.addOption(
    new Option(
      "--accept-doubt <code>",
      "cut although the judge doubts it so: the doubt stays a warning (may be repeated)",
    )
      .default([], "none")
      .argParser((code: string, before: readonly string[]) =>
        before.includes(code) ? before : [...before, code],
      ),
  );
}
