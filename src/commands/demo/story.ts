import type { RunOutcome } from "../../compose.ts";
import type { Demo } from "../../demo/demo.ts";
import { type Check, check } from "../../domain/check.ts";
import { RefusalError } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { createTeller, type Telling } from "./teller.ts";

export interface StoryEnd {
  readonly dryRunId: string;
  readonly runId: string;
  readonly units: number;
  readonly checks: readonly Check[];
  readonly journalFile: string;
  readonly backupFile: string;
  readonly reportFolder: string;
}

/** Runs the whole demo on one document and checks every claim against the database and the files, never against the bot's own words. */
export async function tellStory(demo: Demo, documentId: string, telling: Telling): Promise<StoryEnd> {
  const { output } = telling;
  const { say, claim, checks } = createTeller(telling);

  say("a dry run: all eleven phases on a restored copy");
  const before = await demo.readTables();
  const dry = must(await demo.app.cut({ documentId: documentId, mode: "DRYRUN" }));
  claim(
    check("the dry run is green", "closeout_reported", dry.state),
    check("the live database is untouched", before.digest, (await demo.readTables()).digest),
  );

  say("a live cut: phases 1 to 5, then it waits");
  const paused = must(await demo.app.cut({ documentId: documentId, mode: "LIVE" }));
  const { runId } = paused;
  const units = await demo.countPlanned(runId);
  claim(
    check("the run waits for SG_1", "awaiting_cut_authorization", paused.state),
    check("exit code of a pause", 0, paused.exitCode),
    check("rows before the approval", before.digest, (await demo.readTables()).digest),
    check("the kill switch is off", false, await demo.isArmed(runId)),
    check(
      "resuming without an approval",
      "STOP_APPROVAL_REQUIRED",
      must(await demo.app.resume(runId)).refusal?.reason ?? "none",
    ),
  );
  await demo.keepOldCopy(runId);

  say("the sovereign reads the request and signs SG_1");
  for (const line of await demo.approve(runId, "SG_1_cut_authz")) output.progress.note(line);
  const drafted = must(await demo.app.resume(runId));
  const drafts = await demo.readTables();
  claim(
    check("the run waits for SG_2", "awaiting_lifecycle_authorization", drafted.state),
    check("drafts in the database", units, drafts.unitsByStatus["draft"] ?? 0),
    check("ledger rows of leg B (2N+6)", 2 * units + 6, drafts.legBRows),
    check("rows of the verification", 2, drafts.verificationRows),
    check("the kill switch is off again", false, await demo.isArmed(runId)),
  );

  say("the sovereign signs SG_2: enact, for ever");
  for (const line of await demo.approve(runId, "SG_2_lifecycle_authz")) output.progress.note(line);
  const closed = must(await demo.app.resume(runId));
  const enacted = await demo.readTables();
  claim(
    check("the run is closed", "closeout_reported", closed.state),
    check("enacted units", units, enacted.unitsByStatus["enacted"] ?? 0),
    check("log rows", units, enacted.logRows),
    check("review decisions", 2, enacted.reviewDecisions),
  );

  say("it can't be undone, and the approval is used up");
  const attempts = await demo.attemptTampering();
  claim(
    check("UPDATE of an enacted unit by the owner", "refused", attempts.update.verdict),
    check("DELETE of an enacted unit by the owner", "refused", attempts.remove.verdict),
    check("TRUNCATE by the owner", "refused", attempts.truncate.verdict),
    check("a second use of the approval, under another run", "refused", attempts.replay.verdict),
    check(
      "an old copy of the sidecar with the same approval",
      "STOP_STATE_BEHIND_GIT",
      await demo.resumeOldCopy(runId),
    ),
    check(
      "resuming the closed run",
      "STOP_RUN_CLOSED",
      must(await demo.app.resume(runId)).refusal?.reason ?? "none",
    ),
    check("nothing changed by all that", enacted.digest, (await demo.readTables()).digest),
  );
  for (const attempt of Object.values(attempts))
    output.progress.note(`the database says: ${attempt.message}`);

  say("what it leaves");
  const left = await demo.readLeftovers(runId);
  claim(
    check("reports", 13, left.reports),
    check("each names its own sha256 and its predecessor's", 13, left.chained),
    check("the backup names exactly its one recipient", demo.recipient, left.backupRecipient),
    check("the backup decrypts with the recipient's key and holds the tables", true, left.backupDecrypts),
  );
  const { journalFile, backupFile, reportFolder } = left;
  return { dryRunId: dry.runId, runId, units, checks, journalFile, backupFile, reportFolder };
}

function must(result: Result<RunOutcome>): RunOutcome {
  if (!result.ok) throw new RefusalError(result.refusal);
  const { refusal } = result.value;
  if (refusal !== null && !EXPECTED.has(refusal.reason)) throw new RefusalError(refusal);
  return result.value;
}

/** Endings that the story itself expects. */
const EXPECTED: ReadonlySet<string> = new Set(["STOP_APPROVAL_REQUIRED", "STOP_RUN_CLOSED"]);
