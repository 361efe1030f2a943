/** The workflow job in which an action runs. Values that it is given may hold anything: they never become commands of the runner. */
export interface Job {
  /** The input of that name, trimmed; empty where it is not set. */
  input(name: string): string;
  /** Sets an output: one line, printable. */
  output(name: string, value: string): void;
  /** Adds Markdown to the job's summary; what is over 1 MiB is left out, with a notice. */
  summary(markdown: string): Promise<void>;
  /** Shows an annotation at the job. */
  annotate(
    level: "notice" | "warning" | "error",
    text: { readonly title: string; readonly message: string },
  ): void;
}
