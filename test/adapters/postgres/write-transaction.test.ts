import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createKnowledgeBase } from "../../../src/adapters/postgres/knowledge-base.ts";
import { refusal } from "../../../src/domain/refusal.ts";
import { ConnectionLost } from "../../../src/ports/connection-lost.ts";
import type { KnowledgeBase } from "../../../src/ports/knowledge-base.ts";
import type { SqlSource } from "../../../src/ports/sql.ts";
import { startCommitProxy } from "../../support/commit-proxy.ts";
import { planOf } from "../../support/knowledge.ts";
import type { KnowledgeDatabase } from "../../support/knowledge-cluster.ts";
import {
  type OpenScenes,
  openScenes,
  reasonOf,
  type Scene,
  type Scenes,
} from "../../support/knowledge-scene.ts";

let opened: OpenScenes;
let database: KnowledgeDatabase;
let knowledge: KnowledgeBase;
let scenes: Scenes;

before(async () => {
  opened = await openScenes();
  ({ database, knowledge, scenes } = opened);
});
after(() => opened?.[Symbol.asyncDispose]());

test("a repeated effect gives the same receipt and writes nothing (C-01)", async () => {
  const scene = await scenes.set();
  const command = await scene.command("cut_leg_a");
  const first = await knowledge.cutLegA(command);
  assert.ok(first.ok);
  const { document, ...receipt } = first.value;
  assert.ok(document, "who writes tells the rows as they are committed");
  assert.deepEqual(
    await scenes.rowChange(async () => {
      assert.deepEqual(await knowledge.cutLegA(command), { ok: true, value: { ...receipt, already: true } });
    }),
    {},
  );
});

test("a receipt under another payload is a replay (C-01)", async () => {
  const scene = await scenes.set();
  await knowledge.cutLegA(await scene.command("cut_leg_a"));
  const again = await knowledge.cutLegA(await scene.command("cut_leg_a", { payloadSha256: "0".repeat(64) }));
  assert.equal(reasonOf(again), "STOP_APPROVAL_REPLAYED");
});

test("an approval that was consumed under one run cannot be consumed under another (C-01)", async () => {
  const scene = await scenes.set();
  const other = await scenes.set();
  const used = await scene.command("cut_leg_a");
  await knowledge.cutLegA(used);
  const fresh = await other.command("cut_leg_a");
  for (const payloadSha256 of [used.payloadSha256, fresh.payloadSha256]) {
    for (const approval of [used.approval, fresh.approval]) {
      assert.ok(approval);
      if (payloadSha256 === fresh.payloadSha256 && approval === fresh.approval) continue;
      const permitId = await knowledge.permit({ ...fresh, written: fresh.plan, payloadSha256, approval });
      const command = { ...fresh, payloadSha256, approval: { ...approval, permitId } };
      assert.equal(reasonOf(await knowledge.cutLegA(command)), "STOP_APPROVAL_REPLAYED");
    }
  }
  assert.equal(await scenes.countUnits(other), 0);
});

test("a use of an approval that the database swallows is a fault, and nothing is written", async () => {
  const scene = await scenes.set();
  await scenes.superuser(
    "create function public.swallow() returns trigger language plpgsql as 'begin return null; end'",
    "create trigger z_swallow before insert on cutter_governance.approval_use for each row execute function public.swallow()",
  );
  const command = await scene.command("cut_leg_a");
  const write = knowledge
    .cutLegA(command)
    .finally(() => scenes.superuser("drop function public.swallow() cascade"));
  await assert.rejects(write, /approval_use took 0 rows/);
  assert.equal(await scenes.countUnits(scene), 0);
});

test("a unit that exists rolls the whole leg back and is named with its state (F-17)", async () => {
  const scene = await scenes.set();
  await knowledge.cutLegA(await scene.command("cut_leg_a"));
  const second = await scene.command("cut_leg_a", { runId: "ictr-20261121T090000Z-aaaaaaaa" });
  const fewer = { ...second, plan: planOf(second.plan, second.plan.units.slice(1)) };
  const reply = await knowledge.cutLegA(fewer);
  assert.equal(reasonOf(reply), "STOP_UNIT_EXISTS");
  assert.ok(!reply.ok && reply.refusal.details?.[1]?.endsWith("/article-3: exists_complete"));
  assert.equal(await knowledge.approvalUse("ictr-20261121T090000Z-aaaaaaaa", "SG_1_cut_authz"), null);
});

test("a unit outside the vocabulary rolls the whole leg back", async () => {
  const scene = await scenes.set();
  const units = [...scene.made.plan.units].map((unit, i) => (i === 2 ? { ...unit, kind: "ode" } : unit));
  const plan = planOf(scene.made.plan, units);
  assert.deepEqual(await knowledge.planUnits(plan, scene.made.source), [
    { address: units[2]?.address, status: "vocabulary_missing" },
  ]);
  assert.equal(
    reasonOf(await knowledge.cutLegA(await scene.command("cut_leg_a", { plan }))),
    "STOP_CREATE_REFUSED",
  );
  assert.equal(await scenes.countUnits(scene), 0);
});

test("a parent that is not there rolls the whole leg back", async () => {
  const scene = await scenes.set();
  const units = [...scene.made.plan.units].map((unit, i) =>
    i === 2 ? { ...unit, parent: `${unit.address}-none` } : unit,
  );
  const reply = await knowledge.cutLegA(
    await scene.command("cut_leg_a", { plan: planOf(scene.made.plan, units) }),
  );
  assert.equal(reasonOf(reply), "STOP_CREATE_REFUSED");
  assert.equal(await scenes.countUnits(scene), 0);
});

test("a change other than the expected one is rolled back, with the table of differences (D-32)", async () => {
  const scene = await scenes.set();
  const command = await scene.command("cut_leg_a");
  const expectedChange = { ...command.expectedChange, "public.information_unit": 2 };
  const base = { ...command.base, change: expectedChange };
  const reply = await knowledge.cutLegA({ ...command, base, expectedChange });
  assert.equal(reasonOf(reply), "STOP_UNEXPECTED_CHANGE");
  assert.deepEqual(!reply.ok && reply.refusal.details, [
    "public.information_unit: expected 2 rows inserted, found 3",
  ]);
  assert.equal(await scenes.countUnits(scene), 0);
});

test("the permission is asked at the start and again before COMMIT; either refusal leaves nothing (C-29)", async () => {
  const scene = await scenes.set();
  for (const allowedTimes of [0, 1]) {
    let asked = 0;
    const stillAllowed = async (now: Date) => {
      assert.ok(now instanceof Date && !Number.isNaN(now.getTime()));
      asked += 1;
      return asked > allowedTimes ? refusal("STOP_KILL_SWITCH_OFF") : null;
    };
    const reply = await knowledge.cutLegA(await scene.command("cut_leg_a", { stillAllowed }));
    assert.equal(reasonOf(reply), "STOP_KILL_SWITCH_OFF");
    assert.equal(await scenes.countUnits(scene), 0);
    assert.equal(asked, allowedTimes + 1);
  }
});

test("another system identifier is another database (D-22)", async () => {
  const scene = await scenes.set();
  const reply = await knowledge.cutLegA(await scene.command("cut_leg_a", { systemIdentifier: "1" }));
  assert.equal(reasonOf(reply), "STOP_DB_IDENTITY_MISMATCH");
});

test("a session that is not the lane's is refused", async () => {
  const scene = await scenes.set();
  const swapped: SqlSource = {
    engine: "postgresql",
    open: (role) => database.sql.open(role === "exec" ? "verify" : role),
  };
  const reply = await createKnowledgeBase(swapped).cutLegA(await scene.command("cut_leg_a"));
  assert.equal(reasonOf(reply), "STOP_DB_IDENTITY_MISMATCH");
});

for (const { rule, spoil, mend, reason } of [
  {
    rule: "a grant that was added after the approval stops the write and is named (D-26)",
    spoil: "grant update on public.dot_config to cutter_exec",
    mend: "revoke update on public.dot_config from cutter_exec",
    reason: "STOP_GRANT_DELTA",
  },
  {
    rule: "a canonical function that was changed after the approval stops the write (D-16)",
    spoil: "alter function public.fn_iu_withdraw(text, text, uuid, uuid, text) stable",
    mend: "alter function public.fn_iu_withdraw(text, text, uuid, uuid, text) volatile",
    reason: "STOP_FUNCTION_TAMPERED",
  },
  {
    rule: "an immutability trigger that was switched off after the approval stops the write",
    spoil: "alter table public.information_unit disable trigger d_immutable",
    mend: "alter table public.information_unit enable always trigger d_immutable",
    reason: "STOP_IMMUTABILITY_MISSING",
  },
  {
    rule: "a gateway trigger that was switched off after the approval stops the write",
    spoil: "alter table public.unit_version enable replica trigger a_gateway",
    mend: "alter table public.unit_version enable always trigger a_gateway",
    reason: "STOP_GATEWAY_MISSING",
  },
]) {
  test(rule, async () => {
    const scene = await scenes.set();
    const command = await scene.command("cut_leg_a");
    await scenes.superuser(spoil);
    const reply = await knowledge.cutLegA(command);
    await scenes.superuser(mend);
    assert.equal(reasonOf(reply), reason);
    assert.equal(await scenes.countUnits(scene), 0);
  });
}

test("a sound schema that is not the approved one is a drift", async () => {
  const scene = await scenes.set();
  const reply = await knowledge.cutLegA(await scene.command("cut_leg_a", { schemaSha256: "0".repeat(64) }));
  assert.equal(reasonOf(reply), "STOP_DRIFT");
});

test("a document whose lock another session holds is left alone (D-24)", async () => {
  const scene = await scenes.set();
  await using holder = await database.sql.open("verify");
  await holder.query("select pg_advisory_lock(hashtextextended($1, 0))", [
    `iu-cutter:document:${scene.made.plan.source.docPrefix}`,
  ]);
  const reply = await knowledge.cutLegA(await scene.command("cut_leg_a"));
  assert.equal(reasonOf(reply), "STOP_LOCK_HELD");
  const { rows } = await holder.query<{ who: string }>(
    "select pg_backend_pid() || ' of cutter_verify' as who",
  );
  assert.equal(!reply.ok && reply.refusal.actual, `held by the session ${rows[0]?.who}`);
  assert.match((!reply.ok && reply.refusal.wayOut) || "", /select pg_terminate_backend\(\d+\)/);
  await holder.query("select pg_advisory_unlock_all()");
  assert.equal(reasonOf(await knowledge.cutLegA(await scene.command("cut_leg_a"))), "ok");
});

test("the lock is free again after a refusal and after an effect", async () => {
  const scene = await scenes.set();
  await knowledge.cutLegA(await scene.command("cut_leg_a", { systemIdentifier: "1" }));
  assert.equal(reasonOf(await knowledge.cutLegA(await scene.command("cut_leg_a"))), "ok");
  await using session = await database.openSuperuser();
  for (let tries = 0; tries < 100; tries += 1) {
    const { rows } = await session.query("select from pg_locks where locktype = 'advisory'");
    if (rows.length === 0) return;
    await sleep(20);
  }
  assert.fail("an advisory lock is still held");
});

test("a table that a third party has locked is a timeout and leaves nothing (D-25)", async () => {
  const scene = await scenes.set();
  const command = await scene.command("cut_leg_a");
  await using blocker = await database.openSuperuser();
  const impatient: SqlSource = {
    engine: "postgresql",
    async open(role) {
      const session = await database.sql.open(role);
      await session.query("set lock_timeout = '200ms'");
      return session;
    },
  };
  await blocker.query("begin");
  await blocker.query("lock table public.unit_version in access exclusive mode");
  const reply = await createKnowledgeBase(impatient).cutLegA(command);
  await blocker.query("rollback");
  assert.equal(reasonOf(reply), "STOP_DB_TIMEOUT");
  assert.equal(await scenes.countUnits(scene), 0);
});

test("a session that is idle too long inside the transaction is a timeout and leaves nothing (F-05)", async () => {
  const scene = await scenes.set();
  const sleepy: SqlSource = {
    engine: "postgresql",
    async open(role) {
      const session = await database.sql.open(role);
      await session.query("set idle_in_transaction_session_timeout = '100ms'");
      return session;
    },
  };
  const stillAllowed = async () => {
    await sleep(400);
    return null;
  };
  const reply = await createKnowledgeBase(sleepy).cutLegA(await scene.command("cut_leg_a", { stillAllowed }));
  assert.equal(reasonOf(reply), "STOP_DB_TIMEOUT");
  assert.equal(await scenes.countUnits(scene), 0);
});

for (const { when, asks, duringCommit } of [
  { when: "before it writes", asks: 1, duringCommit: false },
  { when: "when all is written", asks: 2, duringCommit: true },
] as const) {
  test(`a session that the server ends ${when}, as a restart does, leaves nothing and can be repeated later (F-06)`, async () => {
    const scene = await scenes.set();
    let asked = 0;
    const stillAllowed = async () => {
      asked += 1;
      if (asked === asks)
        await scenes.superuser(
          "select pg_terminate_backend(pid, 10000) from pg_stat_activity where usename = 'cutter_exec' and datname = current_database()",
        );
      return null;
    };
    await assert.rejects(
      async () => knowledge.cutLegA(await scene.command("cut_leg_a", { stillAllowed })),
      (error) => error instanceof ConnectionLost && error.duringCommit === duringCommit,
    );
    assert.equal(await scenes.countUnits(scene), 0);
    assert.equal(await knowledge.receipt(scene.runId, "cut_leg_a"), null);
    assert.equal(reasonOf(await knowledge.cutLegA(await scene.command("cut_leg_a"))), "ok");
  });
}

/** A source whose exec sessions answer as `change` makes them. */
function altered(change: (text: string) => string): SqlSource {
  return {
    engine: "postgresql",
    async open(role) {
      const session = await database.sql.open(role);
      return { ...session, query: (text, values) => session.query(change(text), values) };
    },
  };
}

test("a COMMIT that is answered with ROLLBACK is not a success (D-28)", async () => {
  const scene = await scenes.set();
  const failing = altered((text) => (text === "commit" ? "rollback" : text));
  const reply = await createKnowledgeBase(failing).cutLegA(await scene.command("cut_leg_a"));
  assert.equal(reasonOf(reply), "STOP_COMMIT_NOT_CONFIRMED");
  assert.equal(await scenes.countUnits(scene), 0);
});

test("a COMMIT that the server refuses is no lost line: its outcome is known", async () => {
  const scene = await scenes.set();
  const refusing = altered((text) =>
    text === "commit" ? "do $$ begin raise exception 'lost the race' using errcode = '40001'; end $$" : text,
  );
  const reply = await createKnowledgeBase(refusing).cutLegA(await scene.command("cut_leg_a"));
  assert.equal(reasonOf(reply), "STOP_DB_TIMEOUT");
  assert.equal(await scenes.countUnits(scene), 0);
});

test("a database that does not tell its time is a fault, and nothing is written", async () => {
  const scene = await scenes.set();
  const timeless = altered((text) => text.replace("clock_timestamp() as now", "clock_timestamp() as later"));
  const command = await scene.command("cut_leg_a");
  await assert.rejects(createKnowledgeBase(timeless).cutLegA(command), /did not tell its time/);
  assert.equal(await scenes.countUnits(scene), 0);
});

test("a deferred constraint that does not hold is found before COMMIT and leaves nothing (D-29)", async () => {
  const scene = await scenes.set();
  await scenes.superuser(
    `create function public.refuse() returns trigger language plpgsql
     as $$ begin raise exception 'does not hold' using errcode = 'integrity_constraint_violation'; end $$`,
    `create constraint trigger z_refuse after insert on public.birth_registry deferrable initially deferred
     for each row execute function public.refuse()`,
  );
  const asked: string[] = [];
  const watched = altered((text) => {
    asked.push(text);
    return text;
  });
  const reply = await createKnowledgeBase(watched).cutLegA(await scene.command("cut_leg_a"));
  await scenes.superuser("drop function public.refuse() cascade");
  assert.equal(reasonOf(reply), "STOP_INVARIANT_FAILED");
  assert.ok(!asked.includes("commit"));
  assert.equal(await scenes.countUnits(scene), 0);
});

for (const { cut, units, again } of [
  { cut: "beforeServer", units: 0, again: "ok" },
  { cut: "afterServer", units: 3, again: "ok, already" },
] as const) {
  test(`a connection that is cut at COMMIT (${cut}) is an open outcome that the receipt decides (F-03, F-04)`, async () => {
    const scene = await scenes.set();
    const command = await scene.command("cut_leg_a");
    await using proxy = await startCommitProxy({ ...database.place, cut });
    await assert.rejects(
      database.through(proxy).cutLegA(command),
      (error) => error instanceof ConnectionLost && error.duringCommit,
    );
    const receipt = await readSettledReceipt(scene, units > 0);
    assert.equal(receipt !== null, units > 0);
    assert.equal(await scenes.countUnits(scene), units);
    const second = await writeOnceFree(command);
    assert.equal(
      second.ok ? (second.value.already ? "ok, already" : "ok") : JSON.stringify(second.refusal),
      again,
    );
    assert.equal(await scenes.countUnits(scene), 3);
  });
}

/** The server may still be ending the session whose connection was cut, with the document's lock. */
async function writeOnceFree(command: Parameters<typeof knowledge.cutLegA>[0]) {
  for (let tries = 0; ; tries += 1) {
    const reply = await knowledge.cutLegA(command);
    if (reasonOf(reply) !== "STOP_LOCK_HELD" || tries === 100) return reply;
    await sleep(20);
  }
}

/** The server may still be ending the session whose connection was cut. */
async function readSettledReceipt(scene: Scene, isExpected: boolean) {
  for (let tries = 0; tries < 100; tries += 1) {
    const receipt = await knowledge.receipt(scene.runId, "cut_leg_a");
    if (receipt !== null || !isExpected) return receipt;
    await sleep(20);
  }
  return null;
}
