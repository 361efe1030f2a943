import { isBatchId } from "../../domain/batch.ts";
import { BATCH_EVIDENCE_FILE, batchBackup } from "../../domain/batch-files.ts";
import { SUMS_FILE, sumsOf } from "../../domain/evidence-copies.ts";
import { GATE_NAMES } from "../../domain/gates.ts";
import type { EntryOf } from "../../domain/journal.ts";
import { documentsFile, type KeptBase } from "../../domain/listed-base.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { EVIDENCE_FILE, factsFile, PRE_FILE } from "../../domain/run-files.ts";
import { parseStateFile } from "../../domain/state-file.ts";
import { canonicalJson, type Json, sha256Hex } from "../../json/canonical-json.ts";
import type { JournalView } from "../../ports/sidecar.ts";

type Closed = Pick<JournalView<Json & { readonly type: string }>, "runId" | "entries" | "readFile">;
type ReadFile = Closed["readFile"];

/**
 * What `cutter evidence verify` reads of a closed run or batch, by name: the seal and all that it names, the journal up to where it was closed, and
 * the digests of all of it. It is the same whenever it is collected. Of a run its lists of documents too, which members have with their batch.
 */
export async function collectEvidence(
  closed: Closed,
  members: readonly Pick<Closed, "readFile">[] = [],
): Promise<Result<ReadonlyMap<string, Uint8Array>>> {
  const { runId, entries, readFile } = closed;
  const isBatch = isBatchId(runId);
  const sealFile = isBatch ? BATCH_EVIDENCE_FILE : EVIDENCE_FILE;
  const sealed = await readFile(sealFile.name);
  const seal = parseStateFile<{ readonly files: Readonly<Record<string, string>> }>(sealFile, sealed);
  if (!seal.ok || sealed === null) return seal.ok ? missing(sealFile.name) : seal;
  const files = new Map<string, Uint8Array>([[sealFile.name, sealed]]);
  for (const [name, sha256] of Object.entries(seal.value.files)) {
    const content = await readFile(name);
    if (content === null || sha256Hex(content) !== sha256) return missing(name, sha256, content);
    files.set(name, content);
  }
  files.set("journal.jsonl", Buffer.from(journalOf(entries)));
  for (const name of isBatch ? await envelopesOf(closed) : ["closeout.sha256"]) {
    const content = await readFile(name);
    if (content === null) return missing(name);
    files.set(name, content);
  }
  const lists = await collectLists(isBatch ? members.map((member) => member.readFile) : [readFile], readFile);
  if (!lists.ok) return lists;
  for (const [name, content] of lists.value) files.set(name, content);
  files.set(SUMS_FILE, Buffer.from(sumsOf(files)));
  return accepted(files);
}

function journalOf(entries: readonly EntryOf<Json & { readonly type: string }>[]): string {
  const at = entries.findLastIndex(({ event }) => event.type === "closed");
  return entries
    .slice(0, at + 1)
    .map((entry) => `${canonicalJson({ ...entry })}\n`)
    .join("");
}

async function envelopesOf({ runId, readFile }: Closed): Promise<readonly string[]> {
  const names: string[] = [];
  for (let number = 1; ; number += 1) {
    const { envelope } = batchBackup(runId, number);
    if ((await readFile(envelope)) === null) return names;
    names.push(envelope);
  }
}

/** The lists that the facts of these runs name and that lie in the folder; those of a member lie in that of its batch. */
async function collectLists(
  runs: readonly ReadFile[],
  readFile: ReadFile,
): Promise<Result<ReadonlyMap<string, Uint8Array>>> {
  const named = new Set<string>();
  for (const read of runs)
    for (const file of [PRE_FILE, ...GATE_NAMES.map(factsFile)]) {
      const content = await read(file.name);
      const kept = content && parseStateFile<{ readonly base: KeptBase }>(file, content);
      if (kept?.ok && "listed" in kept.value.base) named.add(kept.value.base.listed.sha256);
    }
  const files = new Map<string, Uint8Array>();
  // A page that is named while the set is gone through is come to as well.
  for (const sha256 of named) {
    const file = documentsFile(sha256);
    const content = await readFile(file.name);
    // A member alone is without: its batch has them.
    if (content === null && runs.length === 1) continue;
    if (content === null || sha256Hex(content) !== sha256) return missing(file.name, sha256, content);
    files.set(file.name, content);
    const parsed = parseStateFile(file, content);
    if (parsed.ok && "pages" in parsed.value) for (const page of parsed.value.pages) named.add(page);
  }
  return accepted(files);
}

function missing(name: string, expected = "a readable file", content: Uint8Array | null = null) {
  const actual = content === null ? "none" : sha256Hex(content);
  return refused(refusal("STOP_STATE_CORRUPT", { field: name, expected, actual }));
}
