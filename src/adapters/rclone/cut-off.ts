import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { joinPlace } from "../../domain/backup-copies.ts";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { type Result, refused } from "../../domain/result.ts";
import { lookAt } from "./look-at.ts";
import { type RcloneOptions, runRclone } from "./run-rclone.ts";

interface CutOffOrder {
  readonly place: string;
  readonly object: string;
  readonly until: number;
  /** The file that was to be put there, and its size. */
  readonly path: string;
  readonly sizeBytes: number;
}

/** What says nothing of the object. */
const UNANSWERED = new Set(["STOP_INTERRUPTED", "STOP_COPY_TIMEOUT", "STOP_TOOL_MISSING"]);

/**
 * Whether what lies under a name is a copy that was cut off: into a folder, by SFTP and by WebDAV rclone writes under the name itself, and where it is
 * killed, the beginning stays. Of a place that enciphers, the beginning can't be read, and its size tells.
 */
export async function isCutOff(options: RcloneOptions, order: CutOffOrder): Promise<boolean> {
  const size = await sizeAt(options, order);
  if (size === null || size >= order.sizeBytes) return false;
  if (size === 0) return true;
  try {
    const seen = await lookAt(options, { ...order, mostBytes: order.sizeBytes });
    return seen === null || seen.sha256 === (await digestOfBeginning(order.path, seen.sizeBytes));
  } catch (cause) {
    if (cause instanceof RefusalError && !UNANSWERED.has(cause.refusal.reason)) return true;
    throw cause;
  }
}

/** Where one copy after the other was cut off, under every name that there is for it. */
export function refuseEachCutOff(field: string): Result<never> {
  const found = refusal("STOP_COPY_NAME_TAKEN", {
    field,
    expected: "a copy that comes to its end",
    actual: "copies that were cut off, under every name that is tried",
  });
  const wayOut = "Find out what ends each copy there, and move away what was cut off; then resume the run.";
  return refused({ ...found, wayOut });
}

/** As the place says; null where there is no such file. */
async function sizeAt(options: RcloneOptions, { place, object, until }: CutOffOrder): Promise<number | null> {
  try {
    const text = await runRclone(options, {
      arguments: ["lsf", "--format=s", "--files-only", "--", joinPlace(place, object)],
      place,
      names: [object],
      until,
    });
    return /^\d+\n$/.test(text) ? Number(text) : null;
  } catch (cause) {
    if (cause instanceof RefusalError && cause.refusal.reason === "STOP_COPY_MISSING") return null;
    throw cause;
  }
}

async function digestOfBeginning(path: string, bytes: number): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { end: bytes - 1 })) hash.update(chunk);
  return hash.digest("hex");
}
