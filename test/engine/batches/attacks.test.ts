import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../../../src/adapters/runner/system-clock.ts";
import type { App } from "../../../src/compose/app.ts";
import { DEFAULT_RULES } from "../../../src/domain/batch.ts";
import { RefusalError, refusal } from "../../../src/domain/refusal.ts";
import {
  gitEnvironment,
  lawOf,
  makeTestSetup,
  must,
  replaceInFile,
  type TestSetup,
} from "../../support/test-setup.ts";

const SG_1 = "SG_1_cut_authz";
const SG_2 = "SG_2_lifecycle_authz";

let setup: TestSetup;
let app: App;
let batchId: string;
let ids: string[];
/** Puts back the moment at which the batch waits at SG_1, with nothing answered. */
let restore: () => Promise<void>;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
  ids = [];
  for (const name of ["first", "second", "third"]) ids.push(await setup.register(lawOf(name)));
  const rules = { ...DEFAULT_RULES, wave: 1 };
  const started = must(await app.batches.start({ documentIds: ids, rules }));
  assert.equal(started.state, `awaiting_${SG_1}`, JSON.stringify(started.refusal));
  batchId = started.batchId;
  restore = await setup.remember();
});
after(async () => {
  await app?.[Symbol.asyncDispose]();
  await setup?.[Symbol.asyncDispose]();
});

const folderOf = (...names: string[]) => join(setup.setup.root, "batches", batchId, ...names);

function git(...args: readonly string[]): string {
  return execFileSync("git", ["-C", setup.setup.repository, ...args], {
    env: { ...gitEnvironment(setup.setup) },
    encoding: "utf8",
  });
}

/** Puts what was written beside the bot on the default branch, as anybody with the right to push can. */
function commitUnsigned(): void {
  const author = ["-c", "user.name=Mallory", "-c", "user.email=m@example.org"];
  git("add", "-A");
  git(...author, "commit", "--quiet", "--no-gpg-sign", "-m", "x");
}

async function unitsInAll(): Promise<number> {
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ count: string }>(
    "select count(*)::text as count from public.information_unit",
  );
  return Number(rows[0]?.count);
}

/**
 * The reason for which a batch stops where the act came while its second member waited for a lock of its document. The clock goes on by more
 * than the second for which an answer of the control repository is kept.
 */
async function reasonOfHeldResume(act: () => Promise<void>): Promise<string> {
  let ahead = 0;
  await using other = await setup.openApp({ clock: { now: () => new Date(Date.now() + ahead) } });
  await using owner = await setup.owner();
  await owner.query("begin");
  const held = "select from cutter_governance.source_document_registry where document_id = $1 for update";
  await owner.query(held, [ids[1]]);
  let isOver = false;
  const found = reasonOfResume(other).finally(() => {
    isOver = true;
  });
  const waiting = "select from pg_locks where locktype = 'transactionid' and not granted";
  while (!isOver && (await owner.query(waiting)).rowCount === 0) await sleep(20);
  await act();
  ahead = 1500;
  await owner.query("commit");
  return await found;
}

async function reasonOfResume(using: App = app): Promise<string> {
  const result = await using.batches.resume(batchId);
  return (result.ok ? result.value.refusal : result.refusal)?.reason ?? "none";
}

/** Commits a change of the merged folder of the batch, unsigned, as anybody with the right to push can. */
async function changeOnMain(name: string, change: (text: string) => string): Promise<void> {
  const path = join(setup.setup.repository, "approvals", batchId, name);
  await writeFile(path, change(await readFile(path, "utf8")));
  commitUnsigned();
}

/** Exchanges the table of members that stands beside the request of SG_1. */
async function changeList(): Promise<void> {
  const { nonce } = JSON.parse(await readFile(folderOf("requests", `${SG_1}.request.json`), "utf8"));
  await changeOnMain(`members-${nonce.slice(0, 8)}-001.md`, (text) => text.replace("first", "FIRST"));
}

const atGate: readonly {
  readonly title: string;
  readonly reason: string;
  readonly act: () => Promise<void>;
}[] = [
  {
    title: "nobody has answered",
    reason: "STOP_APPROVAL_REQUIRED",
    act: async () => {},
  },
  {
    title: "the list in the sidecar was put into another order after signing",
    reason: "STOP_STATE_CORRUPT",
    async act() {
      await setup.approve(batchId, SG_1);
      await replaceInFile(folderOf("requests", `${SG_1}.request.json`), (text) =>
        JSON.stringify({ ...JSON.parse(text), members: JSON.parse(text).members.reverse() }),
      );
    },
  },
  {
    title: "a member's own request was changed after signing",
    reason: "STOP_BATCH_MEMBER",
    async act() {
      await setup.approve(batchId, SG_1);
      const [row] = await app.batches.status(batchId);
      const runId = row !== undefined && "runs" in row ? (row.runs[1]?.runId ?? "") : "";
      const path = join(setup.setup.root, "runs", runId, "requests", `${SG_1}.request.json`);
      await replaceInFile(path, (text) => text.replace('"unit_count":3', '"unit_count":4'));
    },
  },
  ...["pre.json", `facts-${SG_1}.json`, "rehearsal.json", "kb/04-pre_write_backup.md"].map((name) => ({
    title: `${name} of the last member is not as it was written`,
    reason: "STOP_BATCH_MEMBER",
    async act() {
      await setup.approve(batchId, SG_1);
      const [row] = await app.batches.status(batchId);
      const runId = row !== undefined && "runs" in row ? (row.runs[2]?.runId ?? "") : "";
      await replaceInFile(join(setup.setup.root, "runs", runId, name), (text) =>
        text.replace(/[0-9](?=[^0-9]*$)/, "x"),
      );
    },
  })),
  {
    title: "the table of members that people have read is another on the branch",
    reason: "STOP_LIST_CHANGED",
    async act() {
      await setup.approve(batchId, SG_1);
      await changeList();
    },
  },
  {
    title: "a table of members that no request has bound stands beside it",
    reason: "STOP_LIST_CHANGED",
    async act() {
      await setup.approve(batchId, SG_1);
      const folder = join(setup.setup.repository, "approvals", batchId);
      await writeFile(join(folder, "members-00000000-001.md"), "# Other documents\n");
      commitUnsigned();
    },
  },
  {
    title: "the approval binds another list",
    reason: "STOP_APPROVAL_PAYLOAD_MISMATCH",
    act: () =>
      setup.approve(batchId, SG_1, (files) =>
        Object.fromEntries(
          Object.entries(files).map(([path, text]) => [
            path,
            text.replace(/payload_sha256: .*/, `payload_sha256: ${"0".repeat(64)}`),
          ]),
        ),
      ),
  },
  {
    title: "the approval names one of the runs in place of the batch",
    reason: "STOP_APPROVAL_RUN_MISMATCH",
    async act() {
      const [row] = await app.batches.status(batchId);
      const runId = row !== undefined && "runs" in row ? (row.runs[0]?.runId ?? "") : "";
      await setup.approve(batchId, SG_1, (files) =>
        Object.fromEntries(
          Object.entries(files).map(([path, text]) => [
            path,
            text.replace(/batch_id: .*/, `run_id: ${runId}`),
          ]),
        ),
      );
    },
  },
  {
    title: "the statement calls the batch a run",
    reason: "STOP_APPROVAL_MALFORMED",
    act: () =>
      setup.approve(batchId, SG_1, (files) =>
        Object.fromEntries(
          Object.entries(files).map(([path, text]) => [path, text.replace("batch_id: ", "run_id: ")]),
        ),
      ),
  },
  {
    title: "the approval was refused by a person",
    reason: "STOP_APPROVAL_WITHDRAWN",
    act: () => setup.answer(batchId, SG_1, "refuse"),
  },
  {
    title: "the machine may not act: there is no execution authorisation",
    reason: "STOP_KILL_SWITCH_OFF",
    act: () => setup.answer(batchId, SG_1, "approve-only"),
  },
  {
    title: "a HOLD stands in the sidecar",
    reason: "STOP_HOLD",
    async act() {
      await setup.approve(batchId, SG_1);
      await writeFile(join(setup.setup.root, "HOLD"), "wait\n");
    },
  },
  {
    title: "a HOLD stands in the control repository",
    reason: "STOP_HOLD",
    async act() {
      await setup.approve(batchId, SG_1);
      await mkdir(join(setup.setup.repository, "approvals"), { recursive: true });
      await writeFile(join(setup.setup.repository, "approvals", "HOLD"), "wait\n");
      commitUnsigned();
    },
  },
];

test("a batch does not begin (C-37)", async (t) => {
  for (const { title, reason, act } of atGate)
    await t.test(title, async () => {
      await restore();
      await act();
      assert.equal(await reasonOfResume(), reason);
      assert.equal(await unitsInAll(), 0, "nothing is written");
      const [row] = await app.batches.status(batchId);
      assert.ok(row !== undefined && "next" in row);
      const isLedElsewhere = /\bcutter orchestrate (?!resume\b)/.test(row.refusal?.wayOut ?? "");
      assert.equal(row.next === null, isLedElsewhere, "one of the two leads on");
    });
});

test("a batch does not begin by another version of the code, with a clock behind its journal, or beside another process", async () => {
  await restore();
  await setup.approve(batchId, SG_1);
  await using other = await setup.openApp({ toolSha256: "f".repeat(64) });
  assert.equal(await reasonOfResume(other), "STOP_VERSION_MISMATCH");
  await using early = await setup.openApp({ clock: { now: () => new Date(Date.now() - 3_600_000) } });
  assert.equal(await reasonOfResume(early), "STOP_CLOCK_REGRESSION");
  await using late = await setup.openApp({ clock: { now: () => new Date(Date.now() + 25 * 3_600_000) } });
  assert.equal(await reasonOfResume(late), "STOP_APPROVAL_STALE");
  assert.equal(await unitsInAll(), 0);
  const both = await Promise.all([app.batches.resume(batchId), app.batches.resume(batchId)]);
  const reasons = both.map((each) => (each.ok ? each.value.state : each.refusal.reason)).sort();
  assert.deepEqual(reasons, ["STOP_LOCK_HELD", `awaiting_${SG_2}`]);
  // The table of members of SG_1 is merged by now: it is no list of the request that waits.
  assert.equal(await reasonOfResume(), "STOP_APPROVAL_REQUIRED");
  assert.equal(await unitsInAll(), 9);
});

test("a database that goes away between two members stops the batch where it stands, and the next start goes on", async () => {
  await restore();
  await setup.approve(batchId, SG_1);
  const source = await setup.live.openSource();
  let isAway = false;
  await using cut = await setup.openApp({
    live: {
      ...setup.live,
      openSource: async () => ({
        ...source,
        async open(role) {
          if (isAway) throw new RefusalError(refusal("STOP_DB_UNREACHABLE"));
          return await source.open(role);
        },
      }),
    },
    clock: {
      now() {
        void unitsInAll().then((count) => {
          if (count > 0) isAway = true;
        });
        return systemClock.now();
      },
    },
  });
  assert.equal(await reasonOfResume(cut), "STOP_DB_UNREACHABLE");
  const [row] = await app.batches.status(batchId);
  assert.ok(row !== undefined && "state" in row);
  assert.equal(row.state, "stopped_db_unreachable");
  assert.ok((row.round?.notBegun ?? 0) > 0);
  assert.equal(await reasonOfResume(), "STOP_APPROVAL_REQUIRED");
  assert.equal(await unitsInAll(), 9);
});

const inTheMiddle: readonly {
  readonly title: string;
  readonly reason: string;
  readonly act: () => Promise<void>;
}[] = [
  {
    title: "the approval is withdrawn",
    reason: "STOP_APPROVAL_WITHDRAWN",
    act: () => setup.answer(batchId, SG_1, "withdraw"),
  },
  {
    title: "the table of members is exchanged on the branch",
    reason: "STOP_LIST_CHANGED",
    act: changeList,
  },
];

test("a fault of the decision in the middle stops all, and leaves what has not begun untouched", async (t) => {
  for (const { title, reason, act } of inTheMiddle)
    await t.test(title, async () => {
      await restore();
      await setup.approve(batchId, SG_1);
      assert.equal(await reasonOfHeldResume(act), reason);
      assert.equal(await unitsInAll(), 3, "those of the first member alone");
      const [row] = await app.batches.status(batchId);
      assert.ok(row !== undefined && "members" in row);
      assert.equal(row.members.failed, 0, "no member is at fault");
    });
});

test("a place in an approved list is consumed once, in whatever run, and only as the verify lane has permitted it (C-38)", async () => {
  await restore();
  await setup.approve(batchId, SG_1);
  assert.equal(await reasonOfResume(), "STOP_APPROVAL_REQUIRED");
  const source = await setup.live.openSource();
  await using verify = await source.open("verify");
  await using exec = await source.open("exec");
  const { rows } = await exec.query<{ nonce: string }>(
    "select distinct batch_nonce as nonce from cutter_governance.approval_use where batch_id = $1",
    [batchId],
  );
  assert.equal(rows.length, 1);
  const nonce = rows[0]?.nonce ?? "";
  const permit = async (runId: string, index: number | null) => {
    await verify.query(
      `insert into cutter_governance.write_permit (run_id, gate, document_id, payload_sha256, nonce, approval_commit, execution_commit,
         persons, keys, signed_utc, units_sha256, batch_id, batch_nonce, batch_index)
       select $1, gate, document_id, encode(sha256(convert_to($1, 'UTF8')), 'hex'), left(encode(sha256(convert_to($1, 'UTF8')), 'hex'), 32),
         approval_commit, execution_commit, persons, keys, signed_utc, units_sha256,
         case when $2::text::integer is null then null else batch_id end, case when $2::text::integer is null then null else batch_nonce end,
         $2::text::integer
       from cutter_governance.write_permit where batch_nonce = $3 and batch_index = 0`,
      [runId, index === null ? null : String(index), nonce],
    );
  };
  const consume = (runId: string, place: string) =>
    exec.query(
      `insert into cutter_governance.approval_use (run_id, gate, payload_sha256, nonce, approval_commit, execution_commit, persons,
         keys, signed_utc, permit_id, batch_id, batch_nonce, batch_index)
       select run_id, gate, payload_sha256, nonce, approval_commit, execution_commit, persons, keys, signed_utc, permit_id, ${place}
       from cutter_governance.write_permit where run_id = $1`,
      [runId],
    );
  const [again, beside] = ["ictr-20260101T000000Z-0000aaaa", "ictr-20260101T000000Z-0000bbbb"];
  await permit(again, 0);
  await assert.rejects(consume(again, "batch_id, batch_nonce, batch_index"), /approval_use_one_place/);
  await permit(beside, 7);
  await assert.rejects(consume(beside, "batch_id, batch_nonce, 8"), /has not permitted/);
  await assert.rejects(consume(beside, "null, null, null"), /has not permitted/);
  await assert.rejects(permit("ictr-20260101T000000Z-0000cccc", -1), /batch_index/);
});
