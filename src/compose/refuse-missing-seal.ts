import { join } from "node:path";
import type { ParsedJournal } from "../adapters/sidecar/journal-file.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import type { Result } from "../domain/result.ts";
import type { StateFile } from "../domain/state-file.ts";

/** What a folder without a seal holds beside it. */
interface Unsealed {
  /** Null: none is there. */
  readonly journal: Result<ParsedJournal<{ readonly type: string }>> | null;
  /** Whether another file is there that is written when a run is closed. */
  readonly hasCloseout: boolean;
}

/** Why a folder has no seal: it has lost it, as its journal says, or what is left where that is lost too; or it isn't that of a closed run or batch. */
export function refuseMissingSeal(
  folder: string,
  { name, holds }: StateFile<unknown>,
  { journal, hasCloseout }: Unsealed,
): Refusal {
  if (journal?.ok === false) return journal.refusal;
  const wasClosed =
    journal === null ? hasCloseout : journal.value.entries.some(({ event }) => event.type === "closed");
  return wasClosed
    ? refusal("STOP_STATE_CORRUPT", { field: name, expected: holds, actual: "no file" })
    : refusal("STOP_BAD_INPUT", { field: join(folder, name), expected: holds, actual: "none" });
}
