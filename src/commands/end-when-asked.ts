/** How long whoever reads the output may take for what is still to be read. */
const TOLD_MS = 1000;

/**
 * For a process whose work is over: ends it where it was asked to end, or is asked now. Nobody who does not read keeps it, nor does what nobody waits
 * for any more.
 */
export function endWhenAsked(interrupted: AbortSignal): void {
  const end = () => {
    const told = [process.stdout, process.stderr].map(
      (stream) => new Promise<void>((resolve) => stream.write("", () => resolve())),
    );
    Promise.all(told).finally(() => process.exit());
    setTimeout(() => process.exit(), TOLD_MS);
  };
  if (interrupted.aborted) end();
  else interrupted.addEventListener("abort", end);
}
