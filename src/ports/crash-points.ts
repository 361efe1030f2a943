/** Named places in the run's loop at which a test kills the process; in production they do nothing. */
export interface CrashPoints {
  reach(name: string): void;
}
