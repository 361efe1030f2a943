import { fork } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { ENDING_SIGNALS } from "./ending-signals.ts";

/**
 * Runs this program once more as a child with flags of node that its own start line could not hold. Signals go on to the child, which
 * has to call `endWithParent`. Gives its exit code, or 128 and the number of the signal that ended it.
 */
export async function startAgain(flags: readonly string[]): Promise<number> {
  const [, program = "", ...args] = process.argv;
  const child = fork(program, args, {
    execArgv: [...process.execArgv, ...flags],
    // A signal of the terminal would reach it twice, and a second one ends it at once.
    detached: true,
  });
  for (const name of ENDING_SIGNALS) process.on(name, () => child.kill(name));
  const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  return code ?? 128 + constants.signals[signal ?? "SIGKILL"];
}

/** Kills this process when the one that forked it is gone: what is ended from outside must not go on writing. */
export function endWithParent(): void {
  process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
  process.channel?.unref();
}
