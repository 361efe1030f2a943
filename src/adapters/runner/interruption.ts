/**
 * A signal that is aborted when the process is asked to end; the engine then stops at the next safe point. The exit code tells
 * which signal it was (128 + its number). A second request ends the process at once, which is safe: the journal knows where the
 * run was.
 */
export function watchInterruption(): AbortSignal {
  const controller = new AbortController();
  for (const [name, number] of [
    ["SIGINT", 2],
    ["SIGTERM", 15],
  ] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(128 + number);
      process.exitCode = 128 + number;
      controller.abort(name);
    });
  }
  return controller.signal;
}
