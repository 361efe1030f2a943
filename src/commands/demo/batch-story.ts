import type { BatchOutcome } from "../../compose.ts";
import type { Demo } from "../../demo/demo.ts";
import { DEFAULT_RULES } from "../../domain/batch.ts";
import { type Check, check } from "../../domain/check.ts";
import type { Gate } from "../../domain/gates.ts";
import { RefusalError } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { tellEndOfBatch } from "./batch-end.ts";
import { createTeller, type Telling } from "./teller.ts";

const SG_1 = "SG_1_cut_authz";
const SG_2 = "SG_2_lifecycle_authz";

/** The first of the demo's laws in each of their four conventions. */
const FIRST_OF_CLASS = "market bruecke cho-dem lamp-oil";

/** Waves of five, so that the twelve go through three: the canary, and two more. */
const RULES = { ...DEFAULT_RULES, wave: 5 };

export interface BatchStoryEnd {
  readonly batchId: string;
  readonly units: number;
  readonly checks: readonly Check[];
  readonly journalFile: string;
  readonly backupFile: string;
  readonly reportFolder: string;
}

/** Runs a batch of registered documents under one decision a gate, and checks every claim against the database and the files. */
export async function tellBatchStory(
  demo: Demo,
  documentIds: readonly string[],
  telling: Telling,
): Promise<BatchStoryEnd> {
  const { output } = telling;
  const { say, claim, checks } = createTeller(telling);
  const { batches } = demo.app;
  const count = documentIds.length;
  const [one = ""] = documentIds;

  say(`a batch of ${count}: every plan first, then one backup, and the rehearsal of all in order`);
  const before = await demo.readTables();
  const started = mustBatch(await batches.start({ documentIds, rules: RULES }));
  const { batchId } = started;
  const members = await membersOf(demo, batchId);
  const units = await sumOf(members, ({ runId }) => demo.countPlanned(runId));
  claim(
    check("the batch waits for SG_1", `awaiting_${SG_1}`, started.state),
    check("exit code of a pause", 0, started.exitCode),
    check("runs, one a document", count, new Set(members.map(({ runId }) => runId)).size),
    check("backup files for all of them", 1, await demo.batch.countBackups()),
    check(
      "members on the page for people",
      `${count} with ${units} units`,
      await demo.batch.countOnPage(batchId),
    ),
    check("rows before the signature", before.digest, (await demo.readTables()).digest),
    check("decisions used before the signature", 0, (await demo.batch.readUses()).length),
  );

  say(
    "what does not go on: the batch without a decision, a member alone, another batch or run of a member's document",
  );
  const memberAlone = await demo.app.resume(members[0]?.runId ?? "");
  claim(
    check("the batch without a decision", "STOP_APPROVAL_REQUIRED", reasonOf(await batches.resume(batchId))),
    check("a member alone", "STOP_RUN_IN_BATCH", memberAlone.ok ? "went on" : memberAlone.refusal.reason),
    check(
      "a second batch over one of the documents",
      "STOP_DOCUMENT_BUSY",
      reasonOf(await batches.start({ documentIds: [one], rules: RULES })),
    ),
    check("a run of one of the documents", "STOP_DOCUMENT_BUSY", await reasonOfCut(demo, one)),
  );

  say(`the sovereign reads the request and signs SG_1 once, for all ${count}`);
  for (const line of await demo.approve(batchId, SG_1)) output.progress.note(line);

  say("somebody exchanges what was signed");
  const putRequest = await demo.batch.exchangeRequest(batchId, SG_1);
  claim(
    check(
      "a member less in the bot's request",
      "STOP_STATE_CORRUPT",
      reasonOf(await batches.resume(batchId)),
    ),
  );
  await putRequest();
  const putList = await demo.batch.exchangeList(batchId);
  claim(
    check(
      "a member less in the list that was read",
      "STOP_LIST_CHANGED",
      reasonOf(await batches.resume(batchId)),
    ),
    check("rows after both", before.digest, (await demo.readTables()).digest),
  );
  await putList();

  say("the first wave, and an end between two members");
  const ended = await demo.batch.endBetweenMembers(batchId);
  const [first] = await demo.batch.readUses();
  const cut = await demo.batch.readUnitsByDocument();
  const [standing] = await batches.status(batchId);
  const round = standing !== undefined && "round" in standing ? standing.round : null;
  const uses = (await demo.batch.readUses()).length;
  claim(
    check("how it ended", demo.engine.engine === "postgresql" ? "SIGKILL" : "STOP_INTERRUPTED", ended),
    check("the first place is used", 0, first?.place ?? "none"),
    check("members that are done, and uses of the decision", round?.done ?? 0, uses),
    check(
      "documents that have units are the first ones",
      uses,
      [...cut.values()].filter((rows) => rows > 0).length,
    ),
    check("the batch knows the rest as not begun", count - uses, round?.notBegun ?? 0),
    check("so a part was done, and a part was not", true, uses > 0 && uses < count),
  );

  say("the batch goes on from there: the canary, then wave by wave");
  const drafted = mustBatch(await batches.resume(batchId));
  const drafts = await demo.readTables();
  claim(
    check("the batch waits for SG_2", `awaiting_${SG_2}`, drafted.state),
    check(
      "the first wave: one document of every class",
      FIRST_OF_CLASS,
      (await demo.batch.readCanary(batchId, SG_1)).join(" "),
    ),
    check("drafts in the database", units, drafts.unitsByStatus["draft"] ?? 0),
    check("ledger rows of leg B (2N+6 of each)", 2 * units + 6 * count, drafts.legBRows),
    check("rows of the verification", 2 * count, drafts.verificationRows),
    check("each place of the decision is used once", placesOf(count), await usedPlaces(demo, batchId, SG_1)),
  );

  say(`the sovereign signs SG_2 once: enact all ${count}, for ever`);
  for (const line of await demo.approve(batchId, SG_2)) output.progress.note(line);
  const closed = mustBatch(await batches.resume(batchId));
  const enacted = await demo.readTables();
  claim(
    check("the batch is closed", "closed", closed.state),
    check("members that are closed", count, closed.members.closed),
    check("enacted units", units, enacted.unitsByStatus["enacted"] ?? 0),
    check("log rows", units, enacted.logRows),
    check("review decisions, two of each", 2 * count, enacted.reviewDecisions),
    check(
      "each place of the second decision is used once",
      placesOf(count),
      await usedPlaces(demo, batchId, SG_2),
    ),
    check("backup files at the end", 1, await demo.batch.countBackups()),
  );
  const end = await tellEndOfBatch(
    demo,
    { batchId, runIds: members.map(({ runId }) => runId), enacted },
    telling,
  );
  return { ...end, batchId, units, checks: [...checks, ...end.checks] };
}

/** The members with their runs, in order. */
async function membersOf(demo: Demo, batchId: string): Promise<readonly { readonly runId: string }[]> {
  const [row] = await demo.app.batches.status(batchId);
  if (row === undefined || !("runs" in row)) throw new Error("the batch can't be read");
  return row.runs.map(({ runId }) => ({ runId: runId ?? "" }));
}

async function sumOf<Row>(rows: readonly Row[], count: (row: Row) => Promise<number>): Promise<number> {
  let sum = 0;
  for (const row of rows) sum += await count(row);
  return sum;
}

/** `0 1 2 …`: the places that the uses of one decision name. */
async function usedPlaces(demo: Demo, batchId: string, gate: Gate): Promise<string> {
  const uses = await demo.batch.readUses();
  return uses.flatMap((use) => (use.gate === gate && use.batchId === batchId ? [use.place] : [])).join(" ");
}

function placesOf(count: number): string {
  return [...Array(count).keys()].join(" ");
}

async function reasonOfCut(demo: Demo, documentId: string): Promise<string> {
  const cut = await demo.app.cut({ documentId, mode: "LIVE" });
  return (cut.ok ? cut.value.refusal?.reason : cut.refusal.reason) ?? "went on";
}

function reasonOf(result: Result<BatchOutcome>): string {
  return (result.ok ? result.value.refusal?.reason : result.refusal.reason) ?? "went on";
}

function mustBatch(result: Result<BatchOutcome>): BatchOutcome {
  if (!result.ok) throw new RefusalError(result.refusal);
  const { refusal } = result.value;
  if (refusal !== null && refusal.reason !== "STOP_APPROVAL_REQUIRED") throw new RefusalError(refusal);
  return result.value;
}
