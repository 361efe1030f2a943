import { type Check, check } from "../domain/check.ts";
import type { JournalEntry } from "../domain/journal.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import { readReportSha256 } from "./report.ts";

/** `evidence.json`: the sha256 of every file of a closed run, and the hash of the journal entry at which the run was sealed. */
export interface EvidenceSeal {
  readonly schema: "iu-cutter/evidence/1";
  readonly run_id: string;
  readonly journal: { readonly entries: number; readonly hash: string };
  readonly files: Readonly<Record<string, string>>;
}

/** Parses a seal; null if the text is not one. */
export function parseSeal(text: string): EvidenceSeal | null {
  const value = readJson(text) as Partial<EvidenceSeal> | null;
  if (value?.schema !== "iu-cutter/evidence/1" || typeof value.run_id !== "string") return null;
  if (typeof value.journal?.hash !== "string" || typeof value.files !== "object") return null;
  return value as EvidenceSeal;
}

/** Checks a sealed run: the journal's hash at the seal, every file, every report's own sha256 and its predecessor's, and the requests. */
export function checkEvidence(evidence: {
  readonly seal: EvidenceSeal;
  readonly entries: readonly JournalEntry[];
  readonly files: ReadonlyMap<string, string>;
  /** The sha256 in `closeout.sha256`. */
  readonly closeoutSha256: string | null;
}): readonly Check[] {
  const { seal, entries, files } = evidence;
  const sealedAt = entries[seal.journal.entries - 1];
  const reports = entries.flatMap(({ event }) => (event.type === "report_written" ? [event] : []));
  const rows = [check("journal at the seal", seal.journal.hash, sealedAt?.hash ?? "missing")];
  for (const [name, sha256] of Object.entries(seal.files)) {
    const content = files.get(name);
    rows.push(check(name, sha256, content === undefined ? "missing" : sha256Hex(content)));
  }
  let previous = "0".repeat(64);
  for (const report of reports) {
    const text = files.get(`kb/${report.name}.md`) ?? "";
    const { named, actual } = readReportSha256(text);
    rows.push(
      check(
        `${report.name} names its own sha256`,
        report.sha256,
        named === actual ? actual : `names ${named}, has ${actual}`,
      ),
    );
    rows.push(
      check(`${report.name} names its predecessor`, true, text.includes(`\nprevious_sha256: ${previous}\n`)),
    );
    previous = report.sha256;
  }
  const requests = entries.flatMap(({ event }) => (event.type === "gate_requested" ? [event] : []));
  const newest = new Map(requests.map((event) => [event.gate, event.payloadSha256]));
  for (const [gate, payloadSha256] of newest) {
    const text = files.get(`requests/${gate}.request.json`);
    rows.push(
      check(
        `the request of ${gate} is the one that was approved`,
        payloadSha256,
        text === undefined ? "missing" : sha256Hex(text),
      ),
    );
  }
  rows.push(check("closeout.sha256", previous, evidence.closeoutSha256 ?? "missing"));
  return rows;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
