import { evidenceOf } from "../../domain/evidence.ts";
import { utc } from "../../domain/run.ts";
import { canonicalJson, sha256Hex } from "../../json/canonical-json.ts";
import { outcomeOf, type RunOutcome } from "../session/run-outcome.ts";
import type { RunSession } from "../session/run-session.ts";
import { showCard } from "../telling/show-card.ts";

/** Closes a run whose last phase has passed and been told: switch off, closeout sha256, evidence sealed, index written. */
export async function closeRun(session: RunSession): Promise<RunOutcome> {
  const { parts, folder } = session;
  await session.disarm();
  const { run, reports, evidence } = session.position;
  const report = reports.at(-1);
  if (report === undefined) throw new Error("a run cannot be closed without its closeout report");
  await folder.writeFile("closeout.sha256", `${report.sha256}  kb/${report.name}.md\n`);
  await folder.writeFile("evidence.json", `${await sealEvidence(session)}\n`);
  parts.crashPoints.reach("close:after_seal");
  await parts.sidecar.appendIndex({
    run_id: run.runId,
    document_id: run.documentId,
    mode: run.mode,
    units: evidenceOf(evidence, "cutplan").unitCount,
    writer_digest: evidenceOf(evidence, "cutplan").writerDigest,
    state: "closeout_reported",
    closed_utc: utc(parts.clock.now()),
    closeout_sha256: report.sha256,
  });
  parts.crashPoints.reach("close:after_index");
  await session.record({ type: "closed", closeoutSha256: report.sha256 });
  await showCard(session);
  return outcomeOf(session.position);
}

/** Names every file of the run's evidence by sha256, and the journal by the hash of its last entry. */
async function sealEvidence(session: RunSession): Promise<string> {
  const { folder, position } = session;
  const names = [
    "backup.json",
    "pre.json",
    "rehearsal.json",
    ...Object.keys(position.requests).flatMap((gate) => [
      `requests/${gate}.request.json`,
      `facts-${gate}.json`,
    ]),
    ...position.reports.map((report) => `kb/${report.name}.md`),
  ];
  const files: Record<string, string> = {};
  for (const name of names) {
    const content = await folder.readFile(name);
    if (content !== null) files[name] = sha256Hex(content);
  }
  const last = folder.entries.at(-1);
  const sealed = {
    schema: "iu-cutter/evidence/1",
    run_id: position.run.runId,
    journal: { entries: last?.seq ?? 0, hash: last?.hash ?? "" },
    files,
  };
  return canonicalJson(sealed);
}
