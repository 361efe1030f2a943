/** A start of a workflow that has not begun yet. */
export interface WaitingStart {
  /** Path of the workflow's file in the repository. */
  readonly workflow: string;
  /** `queued`: it waits for a runner. `pending`: for another start of its concurrency group. */
  readonly waitsFor: "runner" | "group";
  readonly url: string;
  readonly createdAt: Date;
  /** Since when it waits for just this. */
  readonly since: Date;
}

/** A start that was cancelled before any runner took it. */
export interface GivenUpStart {
  readonly workflow: string;
  readonly createdAt: Date;
}

/** A job that a runner has done. */
export interface DoneJob {
  readonly workflow: string;
  readonly runnerId: number;
  readonly runnerName: string;
  readonly minutes: number;
}

/** A runner that is registered now. */
export interface ListedRunner {
  readonly name: string;
  readonly isOnline: boolean;
  /** Takes one job and is gone; null where GitHub does not say. */
  readonly isEphemeral: boolean | null;
}

/** What GitHub tells of the queue of the bot's jobs; null where the token may not see it. */
export interface QueueFacts {
  readonly waiting: readonly WaitingStart[] | null;
  readonly givenUp: readonly GivenUpStart[] | null;
  /** The newest first. */
  readonly done: readonly DoneJob[] | null;
  readonly runners: readonly ListedRunner[] | null;
}
