import { z } from "zod";
import { membershipSchema } from "./batch.ts";
import { effectOrderSchema } from "./effect-order.ts";
import { MODES } from "./phases.ts";
import type { RunKind } from "./run-kind.ts";
import { sha256Text, utcText } from "./text-forms.ts";

export const RUN_ID_PATTERN = /^ictr-\d{8}T\d{6}Z-[0-9a-f]{8}$/;
export const runIdSchema = z.string().regex(RUN_ID_PATTERN, "ictr-<YYYYMMDDTHHMMSSZ>-<8 hex>");

/** `ictr-<YYYYMMDDTHHMMSSZ>-<8 hex>` from the start time and four random bytes. */
export function makeRunId(startedAt: Date, random: Uint8Array): string {
  const stamp = startedAt.toISOString().replace(/[-:]|\.\d{3}/g, "");
  return `ictr-${stamp}-${Buffer.from(random.subarray(0, 4)).toString("hex")}`;
}

/** When a run or batch was begun, to the second, as its id says. */
export function begunUtcOf(id: string): string {
  return id.replace(/^[a-z]+-(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)-.*$/, "$1-$2-$3:$4:$5");
}

/** What is fixed when a run starts. */
export const runSchema = z
  .strictObject({
    runId: runIdSchema,
    documentId: z.string(),
    mode: z.enum(MODES),
    /** Who started it: an operating system account or a GitHub login; compared with the policy for the four-eyes rule. */
    initiator: z.string(),
    startedUtc: utcText,
    toolVersion: z.string(),
    /** sha256 of the bot's own code. */
    toolSha256: sha256Text,
    /** Its place where it is a member of a batch; left out where it goes on alone. */
    batch: membershipSchema.exactOptional(),
    /** Of a run that sets days of effect what was ordered; left out of a cut. */
    effect: effectOrderSchema.exactOptional(),
  })
  .readonly();

export type Run = z.infer<typeof runSchema>;

export function kindOf({ effect }: Pick<Run, "effect">): RunKind {
  return effect === undefined ? "cut" : "effect";
}

/** The time in UTC to the second, `YYYY-MM-DDTHH:MM:SSZ`, the form of every time in files and records. */
export function utc(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, "Z");
}
