import type { ChildProcess } from "node:child_process";

/** Process ids to kill when this process ends; a group has the negative id of its leader. */
const living = new Set<number>();
let isWatched = false;

/**
 * Kills the child with this process, where that ends before it: a child in a session of its own would go on, and one that waits for a silent
 * host has no end. `group`: with everything that it has started; it has to lead a group.
 */
export function endWithProcess(child: ChildProcess, { group }: { readonly group: boolean }): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (!isWatched)
    process.on("exit", () => {
      for (const id of living) kill(id);
    });
  isWatched = true;
  const id = group ? -pid : pid;
  living.add(id);
  child.once("close", () => living.delete(id));
}

/** How long a child may tidy up, such as its lock files, before it is killed. */
const TIDY_MS = 1000;

/** Asks the child to end now, and kills it where it does not. */
export function endChild(child: ChildProcess, { group }: { readonly group: boolean }): void {
  if (child.pid === undefined) return;
  const id = group ? -child.pid : child.pid;
  kill(id, "SIGTERM");
  const timer = setTimeout(() => kill(id), TIDY_MS);
  child.once("close", () => clearTimeout(timer));
}

function kill(id: number, signal: NodeJS.Signals = "SIGKILL"): void {
  try {
    process.kill(id, signal);
  } catch {
    // It has ended in this very moment.
  }
}
