import { Command } from "commander";
import type { Output } from "../../src/adapters/terminal/output.ts";
import { makeApproveCommand } from "../../src/commands/approve.ts";
import type { CommandLine } from "../../src/commands/command-line.ts";
import { makePolicyCommand } from "../../src/commands/policy.ts";
import { makeVerifyCommand } from "../../src/commands/verify.ts";
import { readEnvironment } from "../../src/config/environment.ts";

export interface CommandEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the trust commands in this process, with some variables set meanwhile, because a process of its own takes a second to start. */
export async function runInProcess(
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<CommandEnd> {
  const saved = { ...process.env };
  Object.assign(process.env, variables);
  let stdout = "";
  let stderr = "";
  let code = 0;
  const openOutput = (json: boolean): Output => ({
    isTerminal: false,
    progress: { step: () => undefined, note: () => undefined },
    line: (text) => {
      if (!json) stdout += `${text}\n`;
    },
    pages: async () => undefined,
    json: (value) => {
      if (json) stdout += JSON.stringify(value);
    },
    error: (text) => {
      stderr += `${text}\n`;
    },
  });
  const line: CommandLine = {
    openOutput,
    interrupted: new AbortController().signal,
    exit: (ended) => {
      code = ended;
    },
  };
  try {
    const environment = readEnvironment();
    if (!environment.ok) throw new Error(environment.refusal.message);
    const program = new Command("cutter").exitOverride();
    program.addCommand(makeApproveCommand(line));
    program.addCommand(makeVerifyCommand(line, environment.value));
    program.addCommand(makePolicyCommand(line, environment.value));
    await program.parseAsync([...args], { from: "user" });
    return { code, stdout, stderr };
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name];
    Object.assign(process.env, saved);
  }
}
