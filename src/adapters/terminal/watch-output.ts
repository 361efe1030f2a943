/**
 * Keeps the work going where its output can't be written. Where nobody reads it (EPIPE) nothing is told; any other fault of standard
 * output, such as a full disk, is handed to `onFault` once. What standard error loses can't be told anywhere; exit code and journal stand.
 */
export function watchOutput(onFault: (cause: Error) => void): void {
  let told = false;
  process.stdout.on("error", (cause: Error & { readonly code?: string }) => {
    if (told || cause.code === "EPIPE") return;
    told = true;
    onFault(cause);
  });
  process.stderr.on("error", () => undefined);
}
