import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { RefusalError, refusal } from "../../../domain/refusal.ts";
import type { SqlSession } from "../../../ports/sql.ts";
import { type JournalKey, listFileRows, readFileRow, readLines } from "./journal-rows.ts";

/** Writes the journal and every file of a run or batch into an empty folder, as a sidecar in a folder has them. */
export async function fetchFolder(session: SqlSession, key: JournalKey, folder: string): Promise<void> {
  const lines = await readLines(session, key);
  const names = await listFileRows(session, key);
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o750 });
    await writeFile(join(folder, "journal.jsonl"), lines.map((line) => `${line}\n`).join(""), {
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
