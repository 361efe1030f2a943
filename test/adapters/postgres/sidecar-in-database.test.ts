import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { settleHome } from "../../../src/adapters/postgres/sidecar/home.ts";
import type { ReasonCode } from "../../../src/domain/reasons.ts";
import { RefusalError } from "../../../src/domain/refusal.ts";
import { utc } from "../../../src/domain/run.ts";
import { listFolder } from "../../../src/files/list-folder.ts";
import { phaseDone, runStarted } from "../../support/journal-events.ts";
import { makeChain } from "../../support/journal-lines.ts";
import type { KnowledgeDatabase } from "../../support/knowledge-cluster.ts";
import { reasonOf } from "../../support/knowledge-scene.ts";
import { openSidecarHouse, type SidecarHouse, type SidecarPlace } from "../../support/sidecars.ts";
import { must } from "../../support/test-setup.ts";
import { untilSomebodyWaits } from "../../support/until-somebody-waits.ts";

const RUN = "ictr-20261121T090000Z-1a2b3c4d";
const GATE = "SG_1_cut_authz";
/** A holder that is taken for dead at once; no beat comes in the time of a test. */
const IMPATIENT = { silenceMs: 50, beatMs: 600_000 };

let house: SidecarHouse;
before(async () => {
  house = await openSidecarHouse("database");
});
after(() => house?.[Symbol.asyncDispose]());

interface Scene extends SidecarPlace {
  readonly database: KnowledgeDatabase;
}

async function scene(): Promise<Scene> {
  const place = await house.make();
  const { database } = place;
  assert.ok(database);
  const sidecar = await place.open();
  await using run = must(await sidecar.createRun(RUN, runStarted(RUN)));
  for (const event of phaseDone("source_pin")) await run.append(event, new Date());
  return { ...place, database };
}

async function asSuperuser(database: KnowledgeDatabase, ...statements: readonly string[]): Promise<void> {
  await using session = await database.openSuperuser();
  for (const statement of statements) await session.query(statement);
}

/** What a superuser does to the tables behind their triggers, as a restore does. */
function behindTriggers(database: KnowledgeDatabase, ...statements: readonly string[]): Promise<void> {
  return asSuperuser(
    database,
    "begin",
    ...["entry", "file", "lease", "home", "fence"].map(
      (table) => `alter table cutter_sidecar.${table} disable trigger all`,
    ),
    ...statements,
    ...["entry", "file", "lease", "home", "fence"].map(
      (table) => `alter table cutter_sidecar.${table} enable trigger all`,
    ),
    "commit",
  );
}

async function reasonThrown(work: Promise<unknown>): Promise<ReasonCode | "none"> {
  try {
    await work;
    return "none";
  } catch (fault) {
    if (fault instanceof RefusalError) return fault.refusal.reason;
    throw fault;
  }
}

test("every opening takes the next number, and the run's writes have to have it", async () => {
  await using place = await scene();
  const sidecar = await place.open();
  const numbers = [];
  for (const _ of [1, 2]) {
    await using run = must(await sidecar.openRun(RUN));
    numbers.push(run.fence);
  }
  assert.deepEqual(numbers, [2, 3]);
  assert.equal(await place.database.knowledge.readFence(RUN), 3);
});

test("a holder that is silent for too long is ended, and what it wakes up to do is refused", async () => {
  await using place = await scene();
  const frozen = await place.open({ times: IMPATIENT });
  const held = must(await frozen.openRun(RUN));
  await held.arm({ runId: RUN, gate: GATE, expiresUtc: utc(new Date(Date.now() + 600_000)) });
  const other = await place.open({ times: IMPATIENT });
  await sleep(100);
  assert.equal(must(await other.peekRun(RUN)).isAtWork, false, "who is silent is not at work");
  await using run = must(await other.openRun(RUN));
  assert.equal(run.fence, held.fence + 1);
  await run.append({ type: "disarmed", gate: GATE }, new Date());
  assert.equal(await run.isArmed(GATE, new Date()), false, "the lease of another arms nothing");
  await assert.rejects(held.isArmed(GATE, new Date()), "its session was ended");
  assert.equal(
    await reasonThrown(held.append({ type: "disarmed", gate: GATE }, new Date())),
    "STOP_RUN_TAKEN_OVER",
  );
  assert.equal(await reasonThrown(held.writeFile("pre.json", "{}")), "STOP_RUN_TAKEN_OVER");
  await held.disarm();
  await held[Symbol.asyncDispose]();
  assert.equal(run.entries.length, 4);
});

test("a holder that says something at every beat is not ended, however long it is at work", async () => {
  await using place = await scene();
  const times = { silenceMs: 1500, beatMs: 50 };
  await using _held = must(await (await place.open({ times })).openRun(RUN));
  await sleep(2000);
  const refused = await (await place.open({ times })).openRun(RUN);
  assert.equal(reasonOf(refused), "STOP_LOCK_HELD");
});

for (const [what, write] of [
  ["entry", (run) => run.append({ type: "disarmed", gate: GATE }, new Date())],
  ["file", (run) => run.writeFile("pre.json", "{}")],
  ["lease", (run) => run.arm({ runId: RUN, gate: GATE, expiresUtc: utc(new Date(Date.now() + 60_000)) })],
] as const satisfies readonly (readonly [
  string,
  (run: Awaited<ReturnType<typeof openHeld>>) => Promise<unknown>,
])[]) {
  test(`the table itself refuses the ${what} of who was overtaken without noticing`, async () => {
    await using place = await scene();
    await using held = await openHeld(place);
    assert.equal(await place.database.knowledge.takeFence(RUN, held.fence + 1), true);
    assert.equal(await reasonThrown(write(held)), "STOP_RUN_TAKEN_OVER");
    assert.equal(
      await reasonThrown(held.append({ type: "disarmed", gate: GATE }, new Date())),
      "STOP_RUN_TAKEN_OVER",
    );
  });
}

async function openHeld(place: SidecarPlace) {
  return must(await (await place.open()).openRun(RUN));
}

for (const [title, statement] of [
  [
    "an entry that was edited",
    `update cutter_sidecar.entry set line = replace(line, '"docPrefix":"LAW"', '"docPrefix":"LAV"') where seq = 3`,
  ],
  ["an entry that is missing in the middle", "delete from cutter_sidecar.entry where seq = 2"],
  ["a first entry that is missing", "delete from cutter_sidecar.entry where seq = 1"],
  [
    "an entry that is no JSON",
    "alter table cutter_sidecar.entry drop constraint entry_line_says; update cutter_sidecar.entry set line = 'x' where seq = 2",
  ],
  [
    "the journal of another run",
    `update cutter_sidecar.entry set line = replace(line, '${RUN}', 'ictr-20261121T090000Z-00000000')`,
  ],
] as const) {
  test(`a journal with ${title} is refused, and nothing is made anew`, async () => {
    await using place = await scene();
    await behindTriggers(place.database, ...statement.split("; "));
    const sidecar = await place.open();
    assert.equal(reasonOf(await sidecar.peekRun(RUN)), "STOP_STATE_CORRUPT");
    assert.equal(reasonOf(await sidecar.openRun(RUN)), "STOP_STATE_CORRUPT");
    assert.deepEqual(await sidecar.listRuns(), [RUN]);
  });
}

test("an entry is appended by the lane of the journals alone, in its place in the chain, and never changed", async () => {
  await using place = await scene();
  const { lines } = makeChain(RUN);
  const insert =
    "insert into cutter_sidecar.entry (owner_id, began, seq, fence, line, hash) values ($1, 1, $2, 1, $3, $4)";
  const sidecar = await place.database.sql.open("sidecar");
  await using _sidecar = sidecar;
  for (const [role, seq, line, constraint] of [
    ["sidecar", 4, lines[1], /entry_line_says|does not follow/],
    ["sidecar", 5, lines[1], /entry_line_says|does not follow/],
    ["exec", 4, lines[1], /permission denied/],
    ["verify", 4, lines[1], /permission denied/],
    ["owner", 4, lines[1], /may not write/],
  ] as const) {
    await using session = await place.database.sql.open(role);
    const hash = JSON.parse(line ?? "").hash;
    await assert.rejects(session.query(insert, [RUN, seq, line, hash]), constraint, role);
  }
  for (const statement of [
    "update cutter_sidecar.entry set seq = seq",
    "delete from cutter_sidecar.entry",
    "truncate cutter_sidecar.entry cascade",
  ]) {
    await using owner = await place.database.sql.open("owner");
    await assert.rejects(owner.query(statement), /immutable/, statement);
    await assert.rejects(sidecar.query(statement), /permission denied/, statement);
  }
});

for (const name of ["../out", "/tmp/out", "kb/../../../out", "kb//out", "./out", "journal.jsonl"])
  test(`a file that the lane of the journals calls ${name} is fetched nowhere`, async () => {
    await using place = await scene();
    await using lane = await place.database.sql.open("sidecar");
    await lane.query(
      `insert into cutter_sidecar.file (owner_id, began, name, version, fence, sha256, content)
       select $1, 1, $2, 1, 1, encode(sha256(bytes), 'hex'), bytes from (select 'forged'::bytea as bytes) as given`,
      [RUN, name],
    );
    const sidecar = await place.open();
    assert.equal(await reasonThrown(sidecar.fetchFolder(RUN)), "STOP_STATE_CORRUPT");
    assert.deepEqual(await listFolder(place.root, 100), { files: [], odd: [] });
  });

test("a disk that takes no copies for people stops no run: it is told once, and the database has all", async () => {
  await using place = await scene();
  await rm(join(place.root, "cache"), { recursive: true, force: true });
  await writeFile(join(place.root, "cache"), "in the way");
  const notes: string[] = [];
  const sidecar = await place.open({ note: (text) => notes.push(text) });
  await using run = must(await sidecar.openRun(RUN));
  await run.writeFile("pre.json", "{}\n");
  await run.writeFile("kb/01-source_pin.md", "first\n");
  assert.equal(Buffer.from((await run.readFile("kb/01-source_pin.md")) ?? []).toString(), "first\n");
  await run.append({ type: "moved", by: "os:somebody" }, new Date());
  assert.equal(notes.length, 1, notes.join("; "));
  assert.match(notes[0] ?? "", /no copies for people in .*cache/);
  await rm(join(place.root, "cache"));
  await run.writeFile("kb/02-mark.md", "second\n");
  assert.equal(await readFile(join(run.folder, "kb", "02-mark.md"), "utf8"), "second\n");
});

test("tables that were copied into another database are refused until a person settles them there", async () => {
  await using place = await scene();
  await behindTriggers(place.database, "update cutter_sidecar.home set database = 'knowledge_lost'");
  assert.equal(await reasonThrown(place.open()), "STOP_SIDECAR_FOREIGN");
});

test("journals whose home was not restored with them are nobody's until a person settles them", async () => {
  await using place = await scene();
  await behindTriggers(place.database, "delete from cutter_sidecar.home");
  assert.equal(await reasonThrown(place.open()), "STOP_SIDECAR_FOREIGN");
  {
    await using lane = await place.database.sql.open("sidecar");
    assert.equal(await settleHome(lane), true);
  }
  assert.equal(reasonOf(await (await place.open()).peekRun(RUN)), "ok");
});

test("a folder that holds runs as well is refused", async () => {
  await using place = await scene();
  await using folder = await openSidecarHouse("folder");
  await using old = await folder.make();
  await must(await (await old.open()).createRun(RUN, runStarted(RUN)))[Symbol.asyncDispose]();
  assert.equal(await reasonThrown(place.open({ root: old.root })), "STOP_SIDECAR_MIXED");
});

test("a number that somebody else takes at the same moment is a lock that is held, not a fault", async () => {
  await using place = await scene();
  await using other = await place.database.sql.open("exec");
  await other.query("begin");
  await other.query("insert into cutter_sidecar.fence (owner_id, number) values ($1, 2)", [RUN]);
  const opening = (await place.open()).openRun(RUN);
  await untilSomebodyWaits(place.database);
  await other.query("commit");
  assert.equal(reasonOf(await opening), "STOP_LOCK_HELD");
  await must(await (await place.open()).openRun(RUN))[Symbol.asyncDispose]();
});
