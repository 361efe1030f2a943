import { systemClock } from "../../adapters/runner/system-clock.ts";
import { openSidecar } from "../../adapters/sidecar/sidecar.ts";
import { isBatchId } from "../../domain/batch.ts";
import type { DrillReport, Lost } from "../../domain/drill.ts";
import { refuseInterrupted } from "../../domain/interruption.ts";
import { describeClaim } from "../../domain/ledger-claim.ts";
import { must } from "../../domain/must.ts";
import { type Refusal, RefusalError } from "../../domain/refusal.ts";
import { accepted } from "../../domain/result.ts";
import { begunUtcOf } from "../../domain/run.ts";
import { countOf } from "../../domain/text-forms.ts";
import { foldBatch } from "../../engine/batches/batch-position.ts";
import { adoptEach } from "../../engine/drill/adopt-each.ts";
import { compareBound } from "../../engine/drill/compare-bound.ts";
import { listUnused, newestApproval } from "../../engine/drill/list-lost.ts";
import type { AskedInGit } from "../../engine/drill/read-asked.ts";
import { type LedgerSurvey, surveyLedger } from "../../engine/drill/survey-ledger.ts";
import { refuseContract } from "../../phases/grant-probe.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { ScratchDatabase } from "../../ports/scratch.ts";
import type { App } from "../app.ts";
import { compareEvidence } from "./compare-evidence.ts";
import { composeSandbox } from "./compose-sandbox.ts";
import type { DrillParts } from "./drill-parts.ts";

export interface Restored {
  readonly database: ScratchDatabase;
  readonly copy: KnowledgeBase;
  readonly asked: readonly AskedInGit[];
  /** The request that names the backup. */
  readonly approved: AskedInGit;
  readonly evidence: string | null;
  readonly recipient: { readonly fingerprint: string; readonly keyFile: string };
}

type Examined = Omit<DrillReport, "backup" | "steps">;

/** What the restored database is, what would become of what is open, and what it lacks. */
export async function examineRestored(parts: DrillParts, restored: Restored): Promise<Examined> {
  const { steps, interrupted } = parts;
  const { copy, asked, approved } = restored;
  const mustGoOn = () => {
    const told = refuseInterrupted(interrupted);
    if (told) throw new RefusalError(told);
  };
  await steps.take("check the contract", async () => {
    const unsound = refuseContract(await copy.contractDifferences());
    if (unsound) throw new RefusalError(unsound);
    return { value: null, found: "schema, functions, triggers and grants are the reference" };
  });
  await steps.take("compare with the request", async () => {
    const other = await compareBound(copy, approved.backup);
    if (other) throw new RefusalError(other);
    return { value: null, found: "every table has the digest that was approved" };
  });
  await using app = must(await composeSandbox({ ...parts, ...restored, restored: restored.database }));
  const altered = await steps.take("recompute every row", () => recompute(app));
  const ledger = await steps.take("read the ledger", async () => {
    const value = await surveyLedger(copy, mustGoOn);
    return { value, found: countOf(value.runs.size, "run") };
  });
  const unexplained = await steps.take("compare the ledger with git", () => compareLedger(app));
  const sealed = await compareSealed(parts, app, restored);
  const runs = await steps.take("adopt what is open", async () => {
    const value = await adoptEach(adopterOf(app, parts), ledger, asked);
    return { value, found: `${value.length} of runs and batches` };
  });
  const unfit = runs.filter(({ isExpected }) => !isExpected);
  return {
    runs,
    over: countOver(ledger),
    lost: [...listUnused(ledger, asked), ...sealed.lost],
    newestApprovalUtc: newestApproval(asked),
    differences: [
      ...altered,
      ...unexplained,
      ...sealed.differences,
      ...unfit.map(({ id, would, why }) => `${id} would ${would}: ${why[0] ?? ""}`),
    ],
  };
}

async function recompute(app: App) {
  const { record, differences } = await app.auditBase({ founds: false, isAlone: false });
  const value = differences.map(({ document, found }) => `${document || "no document"}: ${found}`);
  const found = `${countOf(record.documents, "document")}, ${countOf(record.rows, "row")}, ${countOf(value.length, "difference")}`;
  return { value, found };
}

async function compareLedger(app: App) {
  const claims = must(await app.findUnexplained(null));
  const value = claims.map((claim) => `no approval in git explains ${describeClaim(claim)}`);
  return { value, found: `${countOf(value.length, "row")} without an approval` };
}

async function compareSealed(
  { steps, progress }: DrillParts,
  app: App,
  { evidence, approved }: Restored,
): Promise<{ readonly lost: readonly Lost[]; readonly differences: readonly string[] }> {
  if (evidence === null) return { lost: [], differences: [] };
  return steps.take("compare with the evidence", async () => {
    await using audit = await app.openAudit();
    const value = must(
      await compareEvidence(evidence, audit, {
        begunUtc: begunUtcOf(approved.id),
        askedUtc: approved.issuedUtc,
        onEach: (done, of) => {
          if (done % 100 === 0) progress.note(`${done} of ${of} runs`);
        },
      }),
    );
    return { value, found: countOf(value.runs, "closed run") };
  });
}

/** Whoever has taken a run over before is lost with the machine. */
function adopterOf(app: App, { progress, folder }: DrillParts) {
  return {
    async adopt(id: string) {
      if (!isBatchId(id)) return app.adopt(id, { over: "any" });
      const adopted = await app.batches.adopt(id, { over: "any" });
      return adopted.ok ? accepted({ ...adopted.value, left: await readLeft(folder.root, id) }) : adopted;
    },
    onEach: (done: number, of: number, id: string) => progress.note(`${done} of ${of}: ${id}`),
  };
}

function countOver({ runs }: LedgerSurvey): Examined["over"] {
  const count = (wanted: string) => [...runs.values()].filter(({ has }) => has === wanted).length;
  return { enacted: count("enacted"), withdrawn: count("withdrawn"), days: count("days") };
}

/** Why members of an adopted batch can't go on with it, as its journal says. */
async function readLeft(root: string, batchId: string): Promise<readonly Refusal[]> {
  const unused = () => ({});
  await using sidecar = await openSidecar({
    root,
    clock: systemClock,
    project: unused,
    projectBatch: unused,
  });
  const { entries } = must(await sidecar.peekBatch(batchId));
  return foldBatch(entries).members.flatMap(({ result, refusal }) =>
    result === "left" && refusal !== null ? [refusal] : [],
  );
}
