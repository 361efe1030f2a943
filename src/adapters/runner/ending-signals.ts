/** The signals that ask a process to end; the last is sent where its terminal is closed. */
export const ENDING_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const satisfies readonly NodeJS.Signals[];
