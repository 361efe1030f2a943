import { spawn } from "node:child_process";
import { endChild, endWithProcess } from "../../processes/end-with-process.ts";

/** It stays in the group of this process, because it may ask the person at the terminal. */
const REACH = { group: false };

/** What a program of the person's said. */
export interface ProgramEnd {
  readonly isDone: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in the person's own environment; one that is missing or takes too long has failed. */
export function runPersonProgram(
  environment: Readonly<Record<string, string>>,
  [program, ...args]: readonly [string, ...string[]],
  { stdin = "", timeoutMs }: { readonly stdin?: string; readonly timeoutMs: number },
): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: { ...environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    endWithProcess(child, REACH);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      endChild(child, REACH);
    }, timeoutMs);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", (fault) => {
      clearTimeout(timer);
      resolve({ isDone: false, stdout: "", stderr: fault.message });
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({
        isDone: code === 0 && !isLate,
        stdout: Buffer.concat(stdout).toString("utf8"),
        stderr: Buffer.concat(stderr).toString("utf8"),
      });
    });
    child.stdin.on("error", () => {
      // The program may end before it has read everything; how it ended is told by its exit code.
    });
    child.stdin.end(stdin);
  });
}
