import { parseUtc } from "../../domain/text-forms.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export interface TokenText {
  readonly at: Date;
  readonly hash: string;
  readonly imprint: string;
}

/**
 * What `openssl ts -reply -token_in -text` tells of a token. The first line of each name counts: what comes before the time is numbers, and
 * the name of the authority, which could say anything, comes after. Null where it tells something else.
 */
export function readTokenText(text: string): TokenText | null {
  const hash = /^Hash Algorithm: ([a-z0-9-]+)$/m.exec(text)?.[1];
  const dump = /^Message data:\n((?: {4}[0-9a-f]{4} - .*\n)+)/m.exec(text)?.[1] ?? "";
  const imprint = [...dump.matchAll(/^ {4}[0-9a-f]{4} - ((?:[0-9a-f]{2}[ -]){1,16})/gm)]
    .map(([, bytes = ""]) => bytes.replaceAll(/[ -]/g, ""))
    .join("");
  const at = readTime(text);
  return hash === undefined || imprint === "" || at === null ? null : { at, hash, imprint };
}

/** `Nov  3 14:00:00.25 2026 GMT`, to the second before. */
function readTime(text: string): Date | null {
  const found = /^Time stamp: ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d)(?:\.\d+)? (\d{4}) GMT$/m.exec(text);
  const [, month = "", day = "", time = "", year = ""] = found ?? [];
  const number = String(MONTHS.indexOf(month) + 1).padStart(2, "0");
  return parseUtc(`${year}-${number}-${day.padStart(2, "0")}T${time}Z`);
}
