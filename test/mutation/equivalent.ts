/** Mutants that change no verdict, each with the reason. `contains` is a part of the line, `before` the text that was changed. */
export const EQUIVALENT: readonly {
  readonly file: string;
  readonly contains: string;
  readonly before?: string;
  readonly why: string;
}[] = [];
