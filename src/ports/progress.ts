/** Messages of long work to people while it runs: one line each, never a secret. */
export interface Progress {
  /** A step began. */
  step(text: string): void;
  /** A detail of the present step. */
  note(text: string): void;
}
