import { type Command, CommanderError } from "commander";
import { openOutput } from "../adapters/terminal/output.ts";
import { watchOutput } from "../adapters/terminal/watch-output.ts";
import { type CommandProcess, composeProcess } from "../compose.ts";
import { exitCodeOf } from "../domain/reasons.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { tellRefusal } from "./command-line.ts";
import { makeProgram } from "./command-tree.ts";
import { endWhenAsked } from "./end-when-asked.ts";
import { usageRefusal } from "./usage-error.ts";

/** Whether an object is wanted: asked of the arguments, because it holds for those that can't be parsed, too. */
const isJson = process.argv
  .slice(2, process.argv.includes("--") ? process.argv.indexOf("--") : undefined)
  .includes("--json");

function exit(code: number): void {
  process.exitCode ||= code;
}

/** Tells a refusal that no command tells; it holds no secret. */
function endWith(cause: Refusal): void {
  const output = openOutput({ json: isJson, redact: (text) => text, colour: false });
  tellRefusal(output, cause);
  output.json({ verdict: "refused", ...cause });
  exit(exitCodeOf(cause.reason));
}

/**
 * What commander ends with, after help, a version or a wrong option, for which it says 1 and we say 2. The process ends by itself, so that
 * what could not be written is still told.
 */
function endParsing(cause: unknown): void {
  if (!(cause instanceof CommanderError)) throw cause;
  if (cause.exitCode === 0) exit(0);
  else if (isJson) endWith(usageRefusal(cause));
  else exit(2);
}

async function run(program: Command, { readIdentity }: CommandProcess): Promise<void> {
  const { name, version } = await readIdentity();
  const told = isJson ? JSON.stringify({ name, version }, null, 2) : `${name} ${version}`;
  // Behind a command the same option is the command's own: a source version, for example.
  program.enablePositionalOptions().version(told, "-V, --version", "print name and version");
  await program.parseAsync().catch(endParsing);
}

watchOutput((cause) => {
  tellRefusal(
    openOutput({ json: false, redact: (text) => text, colour: false }),
    refusal("STOP_OUTPUT_IO", { field: "standard output", actual: cause.message }),
  );
  exit(exitCodeOf("STOP_OUTPUT_IO"));
});
const parts = composeProcess();
if (parts.ok) {
  const { openOutput: open, interrupted } = parts.value;
  const program = await makeProgram({ openOutput: open, exit, interrupted }, parts.value, {
    named: process.argv[2] ?? "",
    isJson,
  });
  await run(program, parts.value);
  endWhenAsked(interrupted);
} else endWith(parts.refusal);
