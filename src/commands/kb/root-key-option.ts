import type { Command } from "commander";

/** Once for each key: an option that takes several words would take the argument behind it as well. */
export function addRootKeys(command: Command): Command {
  return command.requiredOption(
    "--root-key <file>",
    "public root key that signs the policy (.asc, .pub); once for each, where there are several",
    addFile,
  );
}

/** For an option that may stand several times. */
export function addFile(file: string, before: readonly string[] = []): readonly string[] {
  return [...before, file];
}
