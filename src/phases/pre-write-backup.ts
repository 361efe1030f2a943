import { adoptedStem } from "../domain/adoption.ts";
import { describeCopy } from "../domain/backup-copies.ts";
import { adapterNameOf, copiesOf, isPgDump, openerOf, placeOf } from "../domain/backup-envelope.ts";
import type { BaseFacts } from "../domain/base-facts.ts";
import { NOTHING_WRITTEN, planCompensation } from "../domain/compensation.ts";
import { describeBackup, evidenceOf } from "../domain/evidence.ts";
import { GATES } from "../domain/gates.ts";
import { rehearsedPhases } from "../domain/phases.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { kindOf } from "../domain/run.ts";
import { BACKUP_FILE, PRE_FILE, type PreState, REHEARSAL_FILE, type Rehearsal } from "../domain/run-files.ts";
import { digestOf } from "../json/canonical-json.ts";
import type { TakenBackup } from "../ports/backup.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import type { ScratchDatabase } from "../ports/scratch.ts";
import { refuseContract } from "./grant-probe.ts";
import type { PhaseContext, PhaseFunction, PhaseResult } from "./phase.ts";
import { type Rehearsed, rehearseCompensation, rehearseRun, rehearseTakingBack } from "./rehearsal.ts";
import { doneBy } from "./write-command.ts";

/** Phase 4: encrypted backup, restore proof, and the rehearsal of the whole run on the restored copy. */
export const preWriteBackup: PhaseFunction<"pre_write_backup"> = (context) =>
  backUp(context, context.run.runId, rehearse);

/** The same for a run that was adopted when it had written: how its drafts are taken back is rehearsed. */
export const backUpAgain: PhaseFunction<"pre_write_backup"> = (context) =>
  backUp(context, adoptedStem(context.run.runId, context.fence), rehearseRest);

type Rehearse = (
  context: PhaseContext,
  taken: Pick<TakenBackup, "restored" | "stage">,
) => Promise<Result<Rehearsal & Rehearsed>>;

async function backUp(
  context: PhaseContext,
  stem: string,
  rehearseOn: Rehearse,
): Promise<Result<PhaseResult<"pre_write_backup">>> {
  const { runId } = context.run;
  // A base that is out of its contract may neither dump nor restore, and then only this names the object.
  const unsound = refuseContract(await context.live.contractDifferences());
  if (unsound) return refused(unsound);
  context.progress.note(
    context.backup.adapter === "pg_dump" ? "dumping, encrypting and restoring" : "backing up and restoring",
  );
  const taken = await context.backup.take({
    runId,
    stem,
    live: context.live,
    folder: context.backupFolder,
    documents: [context.run.documentId],
    staysHere: context.run.mode === "DRYRUN",
    note: (text) => context.progress.note(text),
  });
  if (!taken.ok) return taken;
  const { envelope, restored } = taken.value;
  await using _ended = ownerOf(context, restored);
  await context.writeFile(BACKUP_FILE.name, `${JSON.stringify(envelope, null, 2)}\n`);
  const { docPrefix } = evidenceOf(context.evidence, "source_pin").source;
  const base = await readBase(context, restored, docPrefix);
  const pre: PreState = { base: await context.keepBase(base), schema: await context.live.schemaFacts() };
  await context.writeFile(PRE_FILE.name, `${JSON.stringify(pre, null, 2)}\n`);
  context.progress.note("rehearsing the run on the restored copy, and whether it can be taken back");
  const holds = doneBy(context);
  const rehearsal = await rehearseOn(
    {
      ...context,
      live: withOneSource(context.live),
      baseline: async () => accepted({ facts: base, holds }),
    },
    taken.value,
  );
  if (!rehearsal.ok) return rehearsal;
  const { steps, compensation, asOf } = rehearsal.value;
  await context.writeFile(REHEARSAL_FILE.name, `${JSON.stringify({ steps, compensation }, null, 2)}\n`);
  return accepted({
    evidence: {
      ...describeBackup(envelope),
      tables: envelope.tables,
      rehearsal: steps,
      rehearsalSha256: digestOf(steps),
      compensation,
      compensationSha256: digestOf(compensation),
      ...(asOf.length === 0 ? {} : { asOf }),
      preSha256: digestOf(pre),
    },
    summary: `Backed up ${envelope.tables.length} tables, restored them, and rehearsed ${steps.length} steps.`,
    facts: [
      ["backup", placeOf(envelope)],
      ["taken with", adapterNameOf(envelope)],
      ["backup sha256", envelope.sha256],
      ["bytes", String(envelope.sizeBytes)],
      [isPgDump(envelope) ? "recipient" : "opened with", openerOf(envelope)],
      ...copiesOf(envelope).map((copy) => ["copy", describeCopy(copy)] as const),
      ["snapshot", envelope.snapshotUtc],
      ["restored on", `${envelope.restoreProof.engine} ${envelope.restoreProof.serverVersion}`],
      ["restore proof", envelope.restoreProof.sha256],
      ...envelope.tables.map((table) => [table.table, `${table.rows} rows`] as const),
      ...steps.map((step) => [`rehearsed ${step.step}`, step.result] as const),
    ],
  });
}

/** The steps of a rehearsal share one reading of each stored version; whatever writes afterwards reads it again. */
function withOneSource(live: KnowledgeBase): KnowledgeBase {
  const read = new Map<string, ReturnType<KnowledgeBase["readSource"]>>();
  return {
    ...live,
    readSource(versionId) {
      const reading = read.get(versionId) ?? live.readSource(versionId);
      read.set(versionId, reading);
      return reading;
    },
  };
}

/**
 * Whoever ends the copy, from the moment it is there: this phase, or in a dry run the session, whose phases 5 to 11 act on it. A copy that
 * nobody ended would keep the process from ending.
 */
function ownerOf(context: PhaseContext, restored: ScratchDatabase): AsyncDisposable | null {
  if (context.run.mode === "LIVE") return restored;
  context.handOver(restored);
  return null;
}

/**
 * A dry run's own phases 5 to 11 are the rehearsal of the run, so they find the copy untouched. A run without a gate that can be taken back
 * has no compensation to rehearse.
 */
async function rehearse(
  context: PhaseContext,
  { restored, stage }: Pick<TakenBackup, "restored" | "stage">,
): Promise<Result<Rehearsal & Rehearsed>> {
  const canBeTakenBack = rehearsedPhases(kindOf(context.run)).some(
    ({ gate }) => gate !== null && GATES[gate].reversible,
  );
  await using fork = canBeTakenBack ? await restored.fork() : null;
  // Each acts on a copy of its own, so neither waits for the other; both have ended before a copy is taken away.
  const both = [
    fork === null ? accepted(NOTHING_TO_TAKE_BACK) : rehearseCompensation(context, fork),
    context.run.mode === "DRYRUN"
      ? accepted<Rehearsed>({ steps: [], asOf: [] })
      : rehearseRun(context, stage),
  ] as const;
  await Promise.allSettled(both);
  const [compensation, run] = await Promise.all(both);
  if (!compensation.ok) return compensation;
  if (!run.ok) return run;
  const { steps, asOf } = run.value;
  return accepted({ ...compensation.value, steps: [...steps, ...compensation.value.steps], asOf });
}

/**
 * The ids of the ledger are those of the database in which they were made, so that nothing that rests on them can go on in a copy. The enactment was
 * rehearsed before the first write, as the request of SG_1 says; how the drafts are taken back is rehearsed again.
 */
async function rehearseRest(
  context: PhaseContext,
  { restored }: Pick<TakenBackup, "restored" | "stage">,
): Promise<Result<Rehearsal & Rehearsed>> {
  if (doneBy(context).includes("lifecycle_enact")) return accepted({ ...NOTHING_TO_TAKE_BACK, asOf: [] });
  await using fork = await restored.fork();
  const back = await rehearseTakingBack(context, fork);
  return back.ok ? accepted({ ...back.value, asOf: [] }) : back;
}

const NOTHING_TO_TAKE_BACK: Rehearsal = { steps: [], compensation: planCompensation(NOTHING_WRITTEN) };

/** The base in the moment of the backup: the restored copy is that moment, which the live database has left behind. */
async function readBase(
  context: PhaseContext,
  restored: ScratchDatabase,
  docPrefix: string,
): Promise<BaseFacts> {
  await using copy = context.knowledgeBaseOf(restored.sql);
  return await copy.baseFacts(docPrefix, context.settings.driftScope);
}
