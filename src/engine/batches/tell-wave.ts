import { roundReport } from "../../domain/batch-files.ts";
import { type Gate, shortName } from "../../domain/gates.ts";
import { headOf } from "../../domain/journal-head.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { accepted, type Result } from "../../domain/result.ts";
import { utc } from "../../domain/run.ts";
import { reportsBranch } from "../../domain/run-paths.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import { renderWave, type WaveRow } from "../../reports/batch-wave.ts";
import { foldJournal } from "../session/fold-journal.ts";
import { readReport } from "../session/read-report.ts";
import type { BatchSession } from "./batch-session.ts";
import { postBatchReport } from "./post-batch-report.ts";

/**
 * Tells people of a wave whose members are all settled: the reports of each as one file on a branch of the batch's own, and one summary with
 * their digests. Null where it is told; telling it again changes nothing.
 */
export async function tellWave(
  session: BatchSession,
  number: number,
  places: readonly number[],
): Promise<Refusal | null> {
  const { round, batch } = session.position;
  if (round === null) throw new Error("a wave belongs to a round");
  const name = roundReport(round.gate, round.payloadSha256, `wave-${String(number + 1).padStart(3, "0")}`);
  if (session.position.reports.some((report) => report.name === name && report.where !== null)) return null;
  const rows: WaveRow[] = [];
  const files: Record<string, string> = {};
  for (const index of places.map((place) => round.members[place] ?? -1)) {
    const member = session.position.members[index];
    const settled = round.settled.get(index);
    if (member?.runId == null || settled === undefined) continue;
    const reports = await readReports(session, member.runId, round.gate);
    if (!reports.ok) return reports.refusal;
    const { runId, documentId } = member;
    const path = `reports/${batch.batchId}/${shortName(round.gate)}/${runId}.md`;
    files[path] = reports.value;
    rows.push({ documentId, runId, ...settled, path, sha256: sha256Hex(reports.value) });
  }
  const { parts } = session;
  const published = await parts.forge.publishFiles({
    runId: batch.batchId,
    branch: reportsBranch(batch.batchId),
    files,
    message: `Reports of ${rows.length} members of ${batch.batchId} at ${round.gate}\n`,
    at: parts.clock.now(),
  });
  if (!published.ok) return published.refusal;
  parts.crashPoints.reach("batch:files_published");
  return postBatchReport(session, name, (previousSha256) =>
    renderWave({
      batchId: batch.batchId,
      name,
      gate: round.gate,
      rows,
      where: published.value.where,
      writtenUtc: utc(parts.clock.now()),
      journal: headOf(session.folder.entries),
      previousSha256,
      isCanary: number === 0,
    }),
  );
}

/** The reports of the run in the leg of the gate, one below the other: those of the legs before are told already. */
async function readReports(
  { memberParts }: BatchSession,
  runId: string,
  gate: Gate,
): Promise<Result<string>> {
  const view = await memberParts.sidecar.peekRun(runId);
  if (!view.ok) return view;
  const texts: string[] = [];
  const { reports } = foldJournal(view.value.entries);
  const asked = gate === "SG_1_cut_authz" ? -1 : reports.findLastIndex(({ name }) => name.includes(gate));
  for (const report of reports.slice(asked + 1)) {
    const markdown = await readReport(view.value, report);
    if (!markdown.ok) return markdown;
    texts.push(markdown.value);
  }
  return accepted(texts.join("\n\n"));
}
