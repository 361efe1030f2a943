import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseJournal } from "../adapters/sidecar/journal-file.ts";
import type { Check } from "../domain/check.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { checkEvidence, parseSeal } from "../reports/evidence.ts";

export interface EvidenceVerdict {
  readonly runId: string;
  readonly checks: readonly Check[];
}

/** Checks the evidence in a run's folder, or in a copy of it anywhere: no network, no database, no configuration. */
export async function verifyEvidence(folder: string): Promise<Result<EvidenceVerdict>> {
  const read = (name: string) => readFile(join(folder, name), "utf8").catch(() => null);
  const seal = parseSeal((await read("evidence.json")) ?? "");
  if (seal === null) {
    return refused(
      refusal("STOP_BAD_INPUT", {
        field: join(folder, "evidence.json"),
        expected: "the seal of a closed run",
        actual: "none",
      }),
    );
  }
  const journal = parseJournal(Buffer.from((await read("journal.jsonl")) ?? ""));
  if (!journal.ok) return journal;
  const names = new Set(Object.keys(seal.files));
  for (const { event } of journal.value.entries) {
    if (event.type === "report_written") names.add(`kb/${event.name}.md`);
    if (event.type === "gate_requested") names.add(`requests/${event.gate}.request.json`);
  }
  const unsafe = [...names].find((name) => !/^(?:[A-Za-z]+\/)?[A-Za-z0-9_-]+(?:\.[a-z]+)+$/.test(name));
  if (unsafe !== undefined)
    return refused(
      refusal("STOP_BAD_INPUT", {
        field: "evidence.json",
        expected: "names of files of the run",
        actual: unsafe,
      }),
    );
  const files = new Map<string, string>();
  for (const name of names) {
    const content = await read(name);
    if (content !== null) files.set(name, content);
  }
  const closeoutSha256 = /^[0-9a-f]{64}/.exec((await read("closeout.sha256")) ?? "")?.[0] ?? null;
  return accepted({
    runId: seal.run_id,
    checks: checkEvidence({ seal, entries: journal.value.entries, files, closeoutSha256 }),
  });
}
