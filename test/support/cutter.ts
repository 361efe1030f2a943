import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export interface CutterEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

const MAIN = join(import.meta.dirname, "../../src/commands/main.ts");

/** Runs the command line as a process of its own, with nothing of this environment but what is named. */
export async function runCutter(
  args: readonly string[],
  options: {
    readonly variables: Readonly<Record<string, string>>;
    readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
  },
): Promise<CutterEnd> {
  const child = spawn(process.execPath, ["--import", "tsx", MAIN, ...args], {
    env: { PATH: process.env["PATH"], HOME: "/nonexistent", ...options.variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
    options.onStderr?.(stderr, (signal) => child.kill(signal));
  });
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return { code, signal, stdout, stderr };
}
