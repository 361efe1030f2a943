import type { Refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { listedFiles, shownFile, shownFiles, type WrittenFile } from "../../domain/shown-cut.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import type { RunSession } from "../session/run-session.ts";
import { refuseOther, type WrittenRun } from "./read-gate-files.ts";

/** The files that list the units of the run, name → text, as phase 3 left them; none in a run of an earlier release. */
export async function readList(session: RunSession): Promise<Result<Readonly<Record<string, string>>>> {
  const list: Record<string, string> = {};
  for (const file of listedFiles(session.position.evidence.cutplan)) {
    const read = await readShown(session, file);
    if (!read.ok) return read;
    list[file.name] = Buffer.from(read.value).toString("utf8");
  }
  return accepted(list);
}

/** Whether what people are shown of the cut is what phase 3 left: the list, and the page. */
export async function refuseDamagedList(session: WrittenRun): Promise<Refusal | null> {
  for (const file of shownFiles(session.position.evidence.cutplan)) {
    const read = await readShown(session, file);
    if (!read.ok) return read.refusal;
  }
  return null;
}

async function readShown({ folder }: WrittenRun, { name, sha256 }: WrittenFile): Promise<Result<Uint8Array>> {
  const bytes = await folder.readFile(shownFile(name));
  const other = refuseOther(shownFile(name), sha256, bytes === null ? "missing" : sha256Hex(bytes));
  return other === null ? accepted(bytes ?? new Uint8Array()) : refused(other);
}
