import { type Check, check } from "../domain/check.ts";
import type { Gate } from "../domain/gates.ts";
import { type JournalEntry, runOf } from "../domain/journal.ts";
import { type JournalHead, missesHead, readAsked } from "../domain/journal-head.ts";
import type { EvidenceSeal } from "../domain/run-files.ts";
import { sealedFiles } from "../domain/sealed-files.ts";
import { shownFile, shownFiles } from "../domain/shown-cut.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import { readReportHead, readReportSha256 } from "./report.ts";

/**
 * Checks a sealed run: the run and the journal's hash at the seal, every file that the seal names or by the journal must name, every
 * report's own sha256 and its predecessor's, and the requests.
 */
export function checkEvidence(evidence: {
  readonly seal: EvidenceSeal;
  readonly entries: readonly JournalEntry[];
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The sha256 in `closeout.sha256`. */
  readonly closeoutSha256: string | null;
}): readonly Check[] {
  const { seal, entries, files } = evidence;
  const sealedAt = entries[seal.journal.entries - 1];
  const reports = entries.flatMap(({ event }) => (event.type === "report_written" ? [event] : []));
  const plan = entries.flatMap(({ event }) => {
    if (event.type === "rebuilt") return event.evidence.cutplan ?? [];
    return event.type === "phase_result" && "writerDigest" in event.evidence ? [event.evidence] : [];
  })[0];
  const newest = newestRequests(entries, seal.journal.entries);
  const rows = [
    check("run of the seal", runOf(entries[0]?.event)?.runId ?? "missing", seal.run_id),
    check("journal at the seal", seal.journal.hash, sealedAt?.hash ?? "missing"),
  ];
  for (const name of sealedFiles({ plan, gates: [...newest.keys()], reports })) {
    if (!Object.hasOwn(seal.files, name)) rows.push(check(name, "named by the seal", "not named"));
  }
  for (const [name, sha256] of Object.entries(seal.files)) {
    const content = files.get(name);
    rows.push(check(name, sha256, content === undefined ? "missing" : sha256Hex(content)));
  }
  for (const { name, sha256 } of shownFiles(plan)) {
    const content = files.get(shownFile(name));
    const actual = content === undefined ? "missing" : sha256Hex(content);
    rows.push(check(`${shownFile(name)} is the one that was shown`, sha256, actual));
  }
  let previous = "0".repeat(64);
  for (const report of reports) {
    const text = Buffer.from(files.get(`kb/${report.name}.md`) ?? []).toString("utf8");
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
    rows.push(...checkHead(entries, report.name, readReportHead(text)));
    previous = report.sha256;
  }
  for (const [gate, payloadSha256] of newest) {
    const content = files.get(`requests/${gate}.request.json`);
    rows.push(
      check(
        `the request of ${gate} is the one that was approved`,
        payloadSha256,
        content === undefined ? "missing" : sha256Hex(content),
      ),
    );
    const asked = content === undefined ? null : readAsked(content);
    rows.push(...checkHead(entries, `the request of ${gate}`, asked?.journal ?? null));
  }
  rows.push(check("closeout.sha256", previous, evidence.closeoutSha256 ?? "missing"));
  return rows;
}

/** Whether the journal is the one that the file names; no row for a file of an earlier release, which names none. */
export function checkHead(
  entries: readonly { readonly seq: number; readonly hash: string }[],
  file: string,
  head: JournalHead | null,
): readonly Check[] {
  if (head === null) return [];
  return [check(`${file} names a journal that this one goes on`, "yes", missesHead(entries, head) ?? "yes")];
}

/** The request of each gate that stood at the seal: one that was renewed before it and not asked for again has opened nothing, and no seal names it. */
function newestRequests(entries: readonly JournalEntry[], sealed: number): ReadonlyMap<Gate, string> {
  const newest = new Map<Gate, string>();
  for (const [index, { event }] of entries.entries()) {
    if (event.type === "gate_requested") newest.set(event.gate, event.payloadSha256);
    if (event.type === "renewed" && index < sealed) newest.delete(event.gate);
  }
  return newest;
}
