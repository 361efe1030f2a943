import { RefusalError, refusal } from "../../domain/refusal.ts";

type ArchiveReason = "STOP_ARCHIVE_UNSAFE" | "STOP_ARCHIVE_DAMAGED" | "STOP_ARCHIVE_ENCRYPTED";

const MOST_TOLD = 120;

/** A name of an archive as it is shown: the letters come from the file. */
function tellName(name: string): string {
  return JSON.stringify(name.length > MOST_TOLD ? `${name.slice(0, MOST_TOLD)}…` : name);
}

/** The refusal of an archive, or of one entry by its name. */
export function archiveFault(
  reason: ArchiveReason,
  facts: { readonly entry?: string; readonly expected: string; readonly actual: string },
): RefusalError {
  const { entry, expected, actual } = facts;
  const field = entry === undefined ? "archive" : `entry ${tellName(entry)}`;
  return new RefusalError(refusal(reason, { field, expected, actual }));
}
