import type { SqlSession } from "../../../ports/sql.ts";

/** The time of the longest phase that writes. */
export const LIMIT_SECONDS = 900;
/** COMMIT has nothing left to check. */
export const COMMIT_SECONDS = 60;

/** Where the server holds the transaction up until its time is over, by silence or by slowness, nothing more is waited for. */
export function giveUpAfter(session: SqlSession, seconds: number, what: string): NodeJS.Timeout {
  return setTimeout(() => session.giveUp?.(`not ${what} within ${seconds} s`), seconds * 1000);
}
