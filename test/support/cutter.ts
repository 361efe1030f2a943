import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface CutterEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** SIGKILL to the process; SIGKILL to its whole group; SIGTERM, which asks it to end. */
export type EndBy = "kill" | "kill of the group" | "request";

const ROOT = join(import.meta.dirname, "../..");
const MAIN = ["--import", "tsx", join(ROOT, "src/commands/main.ts")];

/** The programs as a release has them: plain JavaScript, which starts in a third of the time. */
export interface BuiltCutter extends AsyncDisposable {
  readonly folder: string;
  /** The command line. */
  readonly program: string;
  /** The start line of the program that signs in place of gpg. */
  readonly signer: readonly string[];
}

/** The build that all files of a run of the tests share. */
const SHARED = process.env["CUTTER_TEST_BUILD"];

/** The build of the run, or one of this process alone that is gone when disposed. */
export async function bundleCutter(): Promise<BuiltCutter> {
  if (SHARED !== undefined) return describeBuild(SHARED, async () => undefined);
  const name = `dist-cutter-${process.pid}`;
  const build = spawn(process.execPath, ["actions/build.js", name], {
    cwd: ROOT,
    stdio: "inherit",
  });
  const [code] = (await once(build, "close")) as [number];
  if (code !== 0) throw new Error("actions/build.js failed");
  const folder = join(ROOT, "actions", name);
  return describeBuild(folder, () => rm(folder, { recursive: true, force: true }));
}

function describeBuild(folder: string, end: () => Promise<void>): BuiltCutter {
  return {
    folder,
    program: join(folder, "cutter.mjs"),
    signer: [process.execPath, join(folder, "sign-stdin.mjs")],
    [Symbol.asyncDispose]: end,
  };
}

/** Runs the command line as a process of its own, with nothing of this environment but what is named. */
export async function runCutter(
  args: readonly string[],
  options: {
    readonly variables: Readonly<Record<string, string>>;
    /** A bundle to run instead of the source. */
    readonly program?: string;
    /** False: standard output is closed before anything is written to it. */
    readonly isRead?: boolean;
    /** Ends the process after this time, unless it has ended: kills it where `endBy` does not say otherwise. */
    readonly killAfterMs?: number;
    readonly endBy?: EndBy;
    /** A file to which standard output goes. */
    readonly stdout?: string;
    /** Called once the process is there, with what sends it a signal. */
    readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
    readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
  },
): Promise<CutterEnd> {
  const program = options.program === undefined ? MAIN : [options.program];
  const file = options.stdout === undefined ? null : openSync(options.stdout, "w");
  const child = spawn(process.execPath, [...program, ...args], {
    env: { PATH: process.env["PATH"], HOME: "/nonexistent", TMPDIR: tmpdir(), ...options.variables },
    stdio: ["ignore", file ?? "pipe", "pipe"],
    detached: options.endBy === "kill of the group",
  });
  if (file !== null) closeSync(file);
  options.onStart?.((signal) => child.kill(signal));
  let stdout = "";
  let stderr = "";
  if (options.isRead === false) child.stdout?.destroy();
  child.stdout?.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
    options.onStderr?.(stderr, (signal) => child.kill(signal));
  });
  const timer =
    options.killAfterMs === undefined
      ? null
      : setTimeout(() => endChild(child, options.endBy ?? "kill"), options.killAfterMs);
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  if (timer) clearTimeout(timer);
  return { code, signal, stdout, stderr };
}

function endChild(child: ChildProcess, by: EndBy): void {
  if (by !== "kill of the group" || child.pid === undefined)
    child.kill(by === "request" ? "SIGTERM" : "SIGKILL");
  else if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, "SIGKILL");
}
