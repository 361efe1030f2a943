/** One row of the table of reasons. */
interface Reason {
  /** One plain sentence: what happened. */
  readonly sentence: string;
  /** What a person does next. */
  readonly wayOut: string;
  /** 0 paused as designed, 2 refused input, 3 stopped by a check. */
  readonly exitCode: 0 | 2 | 3;
}

export type ReasonTable = Readonly<Record<`STOP_${string}`, Reason>>;
