import { z } from "zod";
import type { Mode } from "./phases.ts";

export const RUN_ID_PATTERN = /^ictr-\d{8}T\d{6}Z-[0-9a-f]{8}$/;
export const runIdSchema = z.string().regex(RUN_ID_PATTERN, "ictr-<YYYYMMDDTHHMMSSZ>-<8 hex>");

/** `ictr-<YYYYMMDDTHHMMSSZ>-<8 hex>` from the start time and four random bytes. */
export function makeRunId(startedAt: Date, random: Uint8Array): string {
  const stamp = startedAt.toISOString().replace(/[-:]|\.\d{3}/g, "");
  return `ictr-${stamp}-${Buffer.from(random.subarray(0, 4)).toString("hex")}`;
}

/** What is fixed when a run starts. */
export interface Run {
  readonly runId: string;
  readonly documentId: string;
  readonly mode: Mode;
  /** Who started it: an operating system account or a GitHub login; compared with the policy for the four-eyes rule. */
  readonly initiator: string;
  readonly startedUtc: string;
  readonly toolVersion: string;
  /** sha256 of the bot's own code. */
  readonly toolSha256: string;
}

/** The time in UTC to the second, `YYYY-MM-DDTHH:MM:SSZ`, the form of every time in files and records. */
export function utc(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, "Z");
}
