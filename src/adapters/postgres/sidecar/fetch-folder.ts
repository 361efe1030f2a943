import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { RefusalError, refusal } from "../../../domain/refusal.ts";
import type { SqlSession } from "../../../ports/sql.ts";
import { type JournalKey, listFileRows, readFileRow, readLines } from "./journal-rows.ts";

const JOURNAL = "journal.jsonl";

/**
 * Writes the journal and every file of a run or batch into an empty folder, as a sidecar in a folder has them. Refuses `STOP_STATE_CORRUPT`
 * before anything is written where a name leads out of the folder, or takes the journal's place: whoever has the lane of the journals can
 * name a file as they like.
 */
export async function fetchFolder(session: SqlSession, key: JournalKey, folder: string): Promise<void> {
  const lines = await readLines(session, key);
  const names = await listFileRows(session, key);
  const outside = names.find((name) => name === JOURNAL || !staysBelow(name));
  if (outside !== undefined)
    throw new RefusalError(
      refusal("STOP_STATE_CORRUPT", {
        field: `cutter_sidecar.file ${key.id}`,
        expected: "names of files in the folder of the run, beside its journal",
        actual: JSON.stringify(outside),
        wayOut:
          "Nothing of this bot writes such a name: somebody has used the password of the lane `cutter_sidecar`. Give it a new one; then let the owner of the database take the row away.",
      }),
    );
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o750 });
    await writeFile(join(folder, JOURNAL), lines.map((line) => `${line}\n`).join(""), {
      mode: 0o640,
    });
    for (const name of names) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true, mode: 0o750 });
      await writeFile(path, (await readFileRow(session, key, name)) ?? new Uint8Array(), { mode: 0o640 });
    }
  } catch (cause) {
    if (!(cause instanceof Error && "syscall" in cause)) throw cause;
    throw new RefusalError(refusal("STOP_STATE_IO", { field: folder, actual: cause.message }));
  }
}

function staysBelow(name: string): boolean {
  return !name.split("/").some((part) => part === "" || part === "." || part === "..");
}
