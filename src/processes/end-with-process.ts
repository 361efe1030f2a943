import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

interface Reach {
  /** Whether it leads a group, which ends with it; else what it has started is looked for. */
  readonly group: boolean;
}

/** What is to end when this process ends. */
const living = new Map<number, Reach>();
let isWatched = false;

/** How long a program may tidy up, such as its lock files, before it is killed. */
const TIDY_MS = 1000;

/**
 * Kills the child, and what it has started, with this process, where that ends before it: one in a session of its own would go on, and one that
 * waits for a silent host has no end.
 */
export function endWithProcess(child: ChildProcess, reach: Reach): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (!isWatched)
    process.on("exit", () => {
      for (const [id, each] of living) endAll(reached(id, each), "SIGKILL");
    });
  isWatched = true;
  living.set(pid, reach);
  child.once("close", () => living.delete(pid));
}

/** Asks the child, and what it has started, to end now, and kills what does not. */
export function endChild(child: ChildProcess, reach: Reach, tidyMs: number = TIDY_MS): void {
  const { pid } = child;
  if (pid === undefined) return;
  const ids = reached(pid, reach);
  endAll(ids, "SIGTERM");
  const timer = setTimeout(() => {
    endAll(ids, "SIGKILL");
    // What was started in another session still holds the output; who waits for the child's end does not wait for that.
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, tidyMs);
  // Then nothing holds its output any more, so nothing of it is left.
  child.once("close", () => clearTimeout(timer));
}

/** Kills the child at once, which leads a group, and what it has started. */
export function killGroup(child: ChildProcess): void {
  const isOver = child.exitCode !== null || child.signalCode !== null;
  const isHeard = [child.stdout, child.stderr].some((output) => output?.closed === false);
  if (child.pid !== undefined && (!isOver || isHeard)) endAll([-child.pid], "SIGKILL");
}

/** The process ids to signal; that of a group is the negative id of its leader. */
function reached(pid: number, { group }: Reach): readonly number[] {
  return group ? [-pid] : [pid, ...startedBy(pid)];
}

/** What a process has started, and what that has started. */
function startedBy(pid: number): readonly number[] {
  const parents = new Map(
    readdirSync("/proc")
      .filter(isNumber)
      .map((id) => [Number(id), parentOf(id)]),
  );
  const found = [pid];
  for (const parent of found)
    for (const [id, of] of parents) if (of === parent && !found.includes(id)) found.push(id);
  return found.slice(1);
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name);
}

/** Field 4 of /proc/<pid>/stat, counted behind the command name; null where the process has ended meanwhile. */
function parentOf(pid: string): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return null;
  }
}

function endAll(ids: readonly number[], signal: NodeJS.Signals): void {
  for (const id of ids) {
    try {
      process.kill(id, signal);
    } catch {
      // It has ended in this very moment.
    }
  }
}
