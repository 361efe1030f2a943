/** The workflow job in which an action runs. Values may hold any text: they never become commands of the runner. */
export interface Job {
  /** The input of that name, trimmed; empty if it is not set. */
  input(name: string): string;
  /** Sets an output: one line, printable. */
  output(name: string, value: string): void;
  /** Adds Markdown to the job's summary; what exceeds 1 MiB is left out, with a notice. */
  summary(markdown: string): Promise<void>;
  /** Shows an annotation on the job. */
  annotate(
    level: "notice" | "warning" | "error",
    text: { readonly title: string; readonly message: string },
  ): void;
}
