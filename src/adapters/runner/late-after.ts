/** How long, after the request to end, a wait may still end by itself. Half of the time after which the process is ended. */
const LATE_MS = 3000;

/**
 * A signal that is aborted a little after `interrupted` is, with the same reason. Whatever still waits then is ended (a session of the database, git, a
 * request to GitHub, a program), so that its stop is recorded, the lock let go and nothing left behind.
 */
export function lateAfter(interrupted: AbortSignal, afterMs: number = LATE_MS): AbortSignal {
  const late = new AbortController();
  const begin = () => setTimeout(() => late.abort(interrupted.reason), afterMs).unref();
  if (interrupted.aborted) begin();
  else interrupted.addEventListener("abort", begin, { once: true });
  return late.signal;
}
