/** The machine that the bot runs on, as the prechecks see it. */
export interface Machine {
  /** First line of what the program prints of its version, or null where it can't be started. */
  readToolVersion(command: string, args: readonly string[]): Promise<string | null>;
  /** Permission bits of a folder or file, or null where there is none. */
  readMode(path: string): Promise<number | null>;
  readFreeBytes(path: string): Promise<number>;
  readonly nodeVersion: string;
}
