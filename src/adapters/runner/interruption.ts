import { closeSync, writeSync } from "node:fs";
import { constants } from "node:os";
import { REASONS } from "../../domain/reasons.ts";
import { ENDING_SIGNALS } from "./ending-signals.ts";

/**
 * How long the engine has to reach a safe point; what waits is ended before (`lateAfter`). Less than the 7.5 seconds after which GitHub asks a
 * second time, and the 10 after which a container is killed.
 */
const GRACE_MS = 6000;

/**
 * A signal that is aborted when the process is asked to end; the engine then stops at the next safe point. The exit code tells
 * which signal it was (128 + its number). Where no safe point is reached within `graceMs`, because something waits that nothing ends, and
 * at a second request, the process ends at once, which is safe: the journal knows where the run was.
 */
export function watchInterruption(graceMs: number = GRACE_MS): AbortSignal {
  const controller = new AbortController();
  for (const name of ENDING_SIGNALS) {
    const code = 128 + constants.signals[name];
    process.on(name, () => {
      if (name === "SIGHUP") process.once("exit", leaveTerminal);
      if (controller.signal.aborted) process.exit(code);
      process.exitCode = code;
      process.once("exit", () => dieWhereNamesAreAwaited(name));
      controller.abort(name);
      setTimeout(() => endLate(code), graceMs).unref();
    });
  }
  return controller.signal;
}

/** Node restores the modes of the terminal when it ends, and aborts where the terminal is gone: it leaves alone what is closed. */
function leaveTerminal(): void {
  for (const descriptor of [0, 1, 2]) {
    try {
      closeSync(descriptor);
    } catch {
      // It was closed before.
    }
  }
}

/**
 * A process that exits waits for the system's resolver, which nothing ends and which may try for minutes. The signal itself, unheard, ends it at
 * once; to a shell and to GitHub that is the same exit code.
 */
function dieWhereNamesAreAwaited(name: NodeJS.Signals): void {
  if (!process.getActiveResourcesInfo().includes("GetAddrInfoReqWrap")) return;
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}

function endLate(code: number): never {
  const { sentence, wayOut } = REASONS.STOP_INTERRUPTED;
  try {
    writeSync(
      2,
      `STOP_INTERRUPTED: ${sentence}\n  actual    a step did not end in time\n  do this   ${wayOut}\n`,
    );
  } finally {
    process.exit(code);
  }
}
