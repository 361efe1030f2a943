import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { timeMs } from "./timing.ts";

export interface Watched {
  readonly ms: number;
  /** Peak resident memory of the process itself; its children are not counted. */
  readonly peakBytes: number;
  readonly stdout: string;
}

const LOOK_EVERY_MS = 10;

/**
 * Runs a program to its end and watches its peak memory (VmHWM, which unlike ru_maxrss does not start from the parent's peak). Throws
 * on an unexpected exit status.
 */
export async function runWatched(order: {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly input?: string;
  /** Accepted exit statuses; only 0 by default. */
  readonly expectedCodes?: readonly number[];
}): Promise<Watched> {
  let peakBytes = 0;
  let stdout = "";
  let stderr = "";
  const ms = await timeMs(async () => {
    const child = spawn(order.command, [...order.args], {
      cwd: order.cwd,
      env: { ...(order.env ?? process.env) },
    });
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-4000);
    });
    // A program that ends without reading its input breaks the pipe; its exit status says whether that was right.
    child.stdin.on("error", () => undefined);
    child.stdin.end(order.input ?? "");
    const watch = setInterval(() => {
      peakBytes = Math.max(peakBytes, readPeak(child.pid));
    }, LOOK_EVERY_MS);
    const [code, signal] = await once(child, "close");
    clearInterval(watch);
    if (!(order.expectedCodes ?? [0]).includes(code))
      throw new Error(`${order.command} ${order.args.join(" ")} ended with ${code ?? signal}: ${stderr}`);
  });
  return { ms, peakBytes, stdout };
}

/** Peak memory in bytes; 0 where the process has just ended. */
function readPeak(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
