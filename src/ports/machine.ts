/** The machine that the bot runs on, as the prechecks see it. */
export interface Machine {
  /** First line that the program prints about its version, or null if it can't be started. */
  readToolVersion(command: string, args: readonly string[]): Promise<string | null>;
  /** Permission bits of a folder or file, or null if it does not exist. */
  readMode(path: string): Promise<number | null>;
  readFreeBytes(path: string): Promise<number>;
  readonly nodeVersion: string;
}
