import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { CutterEnd } from "../../support/cutter.ts";

/**
 * The built command line in a process that has loaded it and takes command after command, each as a process of its own would: its main
 * module is evaluated anew. What kills it kills the process.
 */
const PROGRAM = `
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
const folder = process.argv[1];
for (const name of readdirSync(folder)) if (/^(?:app|orchestrate)-/.test(name)) await import(join(folder, name));
const program = join(folder, "cutter.mjs");
// Commander takes the arguments of a script that node evaluates for others.
process.execArgv = [];
let told = "";
process.stdout.write = (text, _encoding, done) => {
  told += text;
  if (typeof _encoding === "function") _encoding();
  else done?.();
  return true;
};
let commands = 0;
let named = [];
process.on("message", async ({ args, variables }) => {
  for (const name of named) delete process.env[name];
  named = Object.keys(variables);
  Object.assign(process.env, variables);
  process.argv = [process.execPath, program, ...args];
  told = "";
  commands += 1;
  const fault = await import(pathToFileURL(program) + "?" + commands).then(() => null, (cause) => String(cause?.stack ?? cause));
  const code = fault === null ? (process.exitCode ?? 0) : 1;
  process.exitCode = undefined;
  process.send({ code, stdout: told, fault });
});
process.on("disconnect", () => process.exit());
process.send("ready");
`;

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly fault: string | null;
}

export interface WarmCutter extends AsyncDisposable {
  readonly pid: number;
  /** Runs one command to its end, or to the end of the process; one at a time. */
  run(args: readonly string[], variables: Readonly<Record<string, string>>): Promise<CutterEnd>;
  /** Does nothing to a process that has ended. */
  signal(name: NodeJS.Signals): void;
  isGone(): boolean;
  /** What it has said of its steps since the command began. */
  said(): string;
}

export async function startWarmCutter(
  codeFolder: string,
  variables: Readonly<Record<string, string>>,
): Promise<WarmCutter> {
  const child = spawn(
    process.execPath,
    ["--no-warnings", "--input-type=module", "--eval", PROGRAM, join(codeFolder)],
    { env: { PATH: process.env["PATH"], ...variables }, stdio: ["ignore", "ignore", "pipe", "ipc"] },
  );
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const isGone = () => child.exitCode !== null || child.signalCode !== null;
  const ended = once(child, "close");
  if ((await firstOf(child, ended)) === null) throw new Error(`the command line did not start: ${stderr}`);
  return {
    pid: child.pid ?? 0,
    async run(args, more) {
      stderr = "";
      const answered = firstOf(child, ended);
      if (!isGone()) child.send({ args, variables: more }, () => undefined);
      const answer = await answered;
      if (answer === null) return { code: child.exitCode, signal: child.signalCode, stdout: "", stderr };
      const { code, stdout, fault } = answer;
      return { code, signal: null, stdout, stderr: fault === null ? stderr : `${stderr}\n${fault}` };
    },
    signal: (name) => void child.kill(name),
    isGone,
    said: () => stderr,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** The next message of the process; null where it ends before. */
function firstOf(child: ChildProcess, ended: Promise<unknown>): Promise<Answer | null> {
  return new Promise((resolve) => {
    const answer = (message: unknown) => resolve(message as Answer);
    child.once("message", answer);
    void ended.then(() => {
      child.off("message", answer);
      resolve(null);
    });
  });
}
