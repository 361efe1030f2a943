import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { refuseInterrupted } from "../../domain/interruption.ts";
import { ProgramError } from "../../domain/program-error.ts";
import { RefusalError } from "../../domain/refusal.ts";
import { killGroup } from "../../processes/end-with-process.ts";
import { type Launch, launchArguments } from "./unprivileged.ts";

const KEPT_BYTES = 16_384;

/** How long a step of setting up a cluster may take. */
export const SETUP_TIMEOUT_MS = 300_000;

/** A program of the cluster, and what it said on standard error (its last 16 KiB). */
export interface LaunchedProcess {
  readonly child: ChildProcess;
  readonly stderr: () => string;
  /** Exit code, or null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

/**
 * Starts a program of the cluster with nothing of this process's environment but what `env` names, in a session of its own: a signal of the
 * terminal (Ctrl-C) reaches this process alone, which ends the server when it has stopped at a safe point.
 */
export function launchProcess(order: {
  readonly launch: Launch;
  readonly command: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** After this time it is killed; left out for the server, which ends with its owner. */
  readonly timeoutMs?: number;
  /** Aborted when nothing is to be waited for any more: then it is killed. Left out for the server, too. */
  readonly late?: AbortSignal | undefined;
}): LaunchedProcess {
  const child = spawn(order.launch.setpriv, launchArguments(order.launch, order.command), {
    cwd: order.folder,
    env: { LC_ALL: "C", TZ: "UTC", PATH: "/usr/bin:/bin", ...order.env },
    stdio: ["pipe", "ignore", "pipe"],
    detached: true,
  });
  let kept = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    kept = (kept + text).slice(-KEPT_BYTES);
  });
  // A program that ends before it has read its input is reported by its exit code, not by the broken pipe.
  child.stdin.on("error", () => undefined);
  const ended = once(child, "close").then(([code]) => code as number | null);
  ended.catch(() => undefined);
  const { late, timeoutMs } = order;
  const kill = () => killGroup(child);
  if (late?.aborted) kill();
  late?.addEventListener("abort", kill);
  const timer = timeoutMs === undefined ? undefined : setTimeout(kill, timeoutMs);
  const forget = () => {
    clearTimeout(timer);
    late?.removeEventListener("abort", kill);
  };
  child.once("close", forget).once("error", forget);
  return { child, stderr: () => kept, ended };
}

/** Throws `STOP_INTERRUPTED` where nothing is to be waited for any more: what a program that was killed for it said is no reason. */
export function refuseLate(late: AbortSignal | undefined): void {
  const asked = late === undefined ? null : refuseInterrupted(late);
  if (asked) throw new RefusalError(asked);
}

/** Runs a program to its end; throws with what it said where it fails. */
export async function runProcess(order: Parameters<typeof launchProcess>[0], input = ""): Promise<void> {
  const { child, stderr, ended } = launchProcess({ timeoutMs: SETUP_TIMEOUT_MS, ...order });
  child.stdin?.end(input);
  const code = await ended;
  if (code !== 0) refuseLate(order.late);
  if (code !== 0)
    throw new ProgramError(`${order.command[0]} ended with ${code ?? "a signal"}: ${stderr().trim()}`);
}
