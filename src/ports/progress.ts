/** What long work tells people while it runs. One line each; never a secret. */
export interface Progress {
  /** A step began. */
  step(text: string): void;
  /** A detail of the step that runs. */
  note(text: string): void;
}
