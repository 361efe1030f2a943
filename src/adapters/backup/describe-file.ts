import { utc } from "../../domain/run.ts";
import type { DumpSource } from "../../ports/dump-source.ts";
import type { Recipient } from "../../ports/encryption.ts";
import type { BackupOptions } from "./backup-options.ts";
import { COMPRESSION } from "./compression.ts";

/** What an envelope says of a file that was written and proved: made of what, for whom, with what, and that it is done now. */
export async function describeFile(
  { clock, encryption }: Pick<BackupOptions, "clock" | "encryption">,
  dumpSource: DumpSource,
  recipient: Recipient,
  { sha256, sizeBytes }: { readonly sha256: string; readonly sizeBytes: number },
) {
  return {
    compression: COMPRESSION,
    finishedUtc: utc(clock.now()),
    tools: {
      pgDump: await dumpSource.readVersion(),
      openpgp: encryption.tool,
      node: process.version,
    },
    sha256,
    sizeBytes,
    recipient: recipient.fingerprint,
  };
}
