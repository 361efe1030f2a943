import { evidenceOf } from "../../domain/evidence.ts";
import { GATE_NAMES } from "../../domain/gates.ts";
import { headOf } from "../../domain/journal-head.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { EVIDENCE_FILE, type EvidenceSeal } from "../../domain/run-files.ts";
import { sealedFiles } from "../../domain/sealed-files.ts";
import { canonicalJson, sha256Hex } from "../../json/canonical-json.ts";
import { refuseDamagedFiles } from "../gates/refuse-damaged-files.ts";
import { outcomeOf, type RunOutcome } from "../session/run-outcome.ts";
import type { RunSession } from "../session/run-session.ts";
import { showCard } from "../telling/show-card.ts";
import { copyRunEvidence } from "./copy-evidence.ts";
import { indexRun } from "./index-run.ts";
import { stopRun } from "./stop-run.ts";

/**
 * Closes a run whose last phase has passed and is reported: turns the switch off, writes the closeout's sha256, seals the
 * evidence, appends to the index.
 */
export async function closeRun(session: RunSession): Promise<RunOutcome> {
  const { parts, folder } = session;
  await session.disarm();
  const { reports } = session.position;
  const report = reports.at(-1);
  if (report === undefined) throw new Error("a run cannot be closed without its closeout report");
  const seal = await sealEvidence(session);
  if (!seal.ok) return stopRun(session, null, seal.refusal);
  await folder.writeFile("closeout.sha256", `${report.sha256}  kb/${report.name}.md\n`);
  await folder.writeFile(EVIDENCE_FILE.name, `${canonicalJson(seal.value)}\n`);
  parts.crashPoints.reach("close:after_seal");
  await session.record({ type: "closed", closeoutSha256: report.sha256 });
  parts.crashPoints.reach("close:after_closed");
  const uncopied = await copyRunEvidence(session);
  parts.crashPoints.reach("close:after_copies");
  // What the index has is done with: a run whose evidence has still to be copied is not.
  const unlisted = uncopied ?? (await indexRun(parts.sidecar, session.position));
  parts.crashPoints.reach("close:after_index");
  await showCard(session);
  return outcomeOf(session.position, unlisted);
}

/** Names every file of the run's evidence by sha256, and the journal by the hash of its last entry. */
async function sealEvidence(session: RunSession): Promise<Result<EvidenceSeal>> {
  const { folder, position } = session;
  const damaged = await refuseDamagedFiles(session);
  if (damaged) return refused(damaged);
  const gates = GATE_NAMES.filter((gate) => position.requests[gate] !== undefined);
  const files: Record<string, string> = {};
  const kept = position.adoption?.rebuilt?.kept ?? [];
  const plan = evidenceOf(position.evidence, "cutplan");
  for (const name of sealedFiles({ plan, gates, reports: position.reports, kept })) {
    const content = await folder.readFile(name);
    if (content === null) throw new Error(`${name} was there a moment ago`);
    files[name] = sha256Hex(content);
  }
  return accepted({
    schema: "iu-cutter/evidence/1",
    run_id: position.run.runId,
    journal: headOf(folder.entries),
    files,
  });
}
