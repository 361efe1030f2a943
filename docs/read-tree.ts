import { makeProgram } from "../src/commands/command-tree.ts";
import { type CommandFacts, describeTree } from "../src/commands/describe-tree.ts";
import { composeProcess } from "../src/compose.ts";

/** The tree of all commands, which are made and not run. */
export async function readTree(): Promise<readonly CommandFacts[]> {
  const parts = composeProcess();
  if (!parts.ok) throw new Error(parts.refusal.message);
  const { openOutput, interrupted } = parts.value;
  const line = { openOutput, interrupted, exit: () => undefined };
  return describeTree(await makeProgram(line, parts.value, { named: "", isJson: false }));
}
