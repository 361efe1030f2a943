import assert from "node:assert/strict";
import test from "node:test";
import type { ActionsByTable, RowActions } from "../../../src/adapters/postgres/reads/row-actions.ts";
import {
  judgeReceipt,
  refuseChange,
  refuseIdentity,
  refuseIntegrity,
  refuseMovedBase,
  type WhoRow,
} from "../../../src/adapters/postgres/writes/judge-write.ts";
import type { BaseFacts } from "../../../src/domain/base-facts.ts";
import { type Effect, sumOfChanges } from "../../../src/domain/expected-change.ts";
import type { CutPlan } from "../../../src/domain/plan.ts";
import { WRITTEN_TABLES, type WrittenTable } from "../../../src/domain/tables.ts";
import type { DatabaseIdentity, PhaseReceipt, WriteCommand } from "../../../src/ports/knowledge-base.ts";

const IDENTITY = { name: "kb", systemIdentifier: "42", inRecovery: false } as DatabaseIdentity;
const EXPECTED = Object.fromEntries(WRITTEN_TABLES.map((table) => [table, table.length])) as Record<
  (typeof WRITTEN_TABLES)[number],
  number
>;
const COMMAND = {
  systemIdentifier: "42",
  payloadSha256: "1".repeat(64),
  expectedChange: EXPECTED,
  plan: { counts: { units: 5, versions: 7, blocks: 6, effects: 4, lineage: 1 } },
} as object as WriteCommand;

const who = (session: string, current = session): WhoRow => ({ session, current, now: "" });

const STRANGERS: readonly {
  readonly what: string;
  readonly identity?: Partial<DatabaseIdentity>;
  readonly me: WhoRow | undefined;
  readonly lane?: "exec" | "verify";
  readonly actual: string;
}[] = [
  {
    what: "another system",
    identity: { systemIdentifier: "43" },
    me: who("cutter_exec"),
    actual: "cutter_exec on system 43, primary",
  },
  {
    what: "a standby",
    identity: { inRecovery: true },
    me: who("cutter_exec"),
    actual: "cutter_exec on system 42, standby",
  },
  { what: "the other lane", me: who("cutter_verify"), actual: "cutter_verify on system 42, primary" },
  {
    what: "the other lane, of the verifier",
    me: who("cutter_exec"),
    lane: "verify",
    actual: "cutter_exec on system 42, primary",
  },
  {
    what: "a lane in the role of another",
    me: who("cutter_exec", "workflow_admin"),
    actual: "cutter_exec as workflow_admin on system 42, primary",
  },
  {
    what: "another in the role of the lane",
    me: who("postgres", "cutter_exec"),
    actual: "postgres as cutter_exec on system 42, primary",
  },
  { what: "a session without a name", me: undefined, actual: "undefined on system 42, primary" },
];

for (const { what, identity = {}, me, lane = "exec", actual } of STRANGERS) {
  test(`${what} is STOP_DB_IDENTITY_MISMATCH`, () => {
    const told = refuseIdentity({ ...IDENTITY, ...identity }, me, COMMAND, lane);
    assert.equal(told?.reason, "STOP_DB_IDENTITY_MISMATCH");
    assert.equal(told.field, "kb");
    assert.equal(told.expected, `cutter_${lane} on system 42, primary`);
    assert.equal(told.actual, actual);
  });
}

for (const lane of ["exec", "verify"] as const) {
  test(`the lane ${lane} on the primary that was approved is no stranger`, () => {
    assert.equal(refuseIdentity(IDENTITY, who(`cutter_${lane}`), COMMAND, lane), null);
  });
}

test("a receipt stands for the payload that it names and is a replay for every other", () => {
  const receipt = { runId: "r", effect: "cut_leg_a", payloadSha256: "1".repeat(64) } as PhaseReceipt;
  assert.deepEqual(judgeReceipt(receipt, COMMAND), { ok: true, value: receipt });
  const told = judgeReceipt({ ...receipt, payloadSha256: "2".repeat(64) }, COMMAND);
  assert.equal(!told.ok && told.refusal.reason, "STOP_APPROVAL_REPLAYED");
  assert.equal(!told.ok && told.refusal.expected, "2".repeat(64));
});

const HUNDRED: RowActions = { inserted: 100, updated: 100, deleted: 100 };
const BEFORE = Object.fromEntries(WRITTEN_TABLES.map((table) => [table, HUNDRED])) as Record<
  WrittenTable,
  RowActions
>;

/** What the effect on five units and seven versions does, after a hundred of everything that the session had done before, with one table's actions changed. */
function done(effect: Effect, table?: WrittenTable, change: Partial<RowActions> = {}): ActionsByTable {
  const rows = WRITTEN_TABLES.map((name) => {
    const updated = effect === "lifecycle_enact" ? (UPDATED[name] ?? 0) : 0;
    const actions = { inserted: EXPECTED[name], updated, deleted: 0 };
    const extra = name === table ? change : {};
    return [
      name,
      Object.fromEntries(ACTIONS.map((action) => [action, 100 + actions[action] + (extra[action] ?? 0)])),
    ];
  });
  return Object.fromEntries(rows);
}

const ACTIONS = ["inserted", "updated", "deleted"] as const;
const UPDATED: Readonly<Record<string, number>> = {
  "public.information_unit": 5,
  "public.unit_version": 7,
};

test("what the effect does to every table is let through", () => {
  assert.equal(refuseChange(BEFORE, done("cut_leg_a"), COMMAND, "cut_leg_a"), null);
  assert.equal(refuseChange(BEFORE, done("lifecycle_enact"), COMMAND, "lifecycle_enact"), null);
});

for (const effect of ["cut_leg_a", "lifecycle_enact"] as const) {
  for (const table of WRITTEN_TABLES) {
    test(`a row of ${table} inserted, updated or deleted beyond ${effect}, or left out, is STOP_UNEXPECTED_CHANGE (D-32)`, () => {
      for (const action of ACTIONS) {
        for (const step of [1, -1]) {
          const told = refuseChange(BEFORE, done(effect, table, { [action]: step }), COMMAND, effect);
          assert.equal(told?.reason, "STOP_UNEXPECTED_CHANGE");
          const expected = done(effect)[table][action] - 100;
          assert.deepEqual(told.details, [
            `${table}: expected ${expected} rows ${action}, found ${expected + step}`,
          ]);
        }
      }
    });
  }
}

test("a row that is inserted and deleted again does not pass as none", () => {
  const told = refuseChange(
    BEFORE,
    done("cut_leg_a", "public.unit_version", { inserted: 1, deleted: 1 }),
    COMMAND,
    "cut_leg_a",
  );
  assert.equal(told?.details?.length, 2);
});

const sqlError = (code: string, more: object = {}) =>
  Object.assign(new Error("does not hold"), { code, severity: "ERROR", ...more });

test("what breaks a constraint is STOP_INVARIANT_FAILED, by the name of the constraint where there is one", () => {
  const named = refuseIntegrity(sqlError("23514", { constraint: "one_anchor" }));
  assert.equal(named?.reason, "STOP_INVARIANT_FAILED");
  assert.equal(named.field, "one_anchor");
  assert.equal(named.actual, "does not hold");
  assert.equal(refuseIntegrity(sqlError("23000"))?.field, "SQLSTATE 23000");
});

for (const [constraint, reason] of [
  ["permit_lives", "STOP_PERMIT_ENDED"],
  ["permit_covers", "STOP_TAMPERED"],
  ["permit_fulfilled", "STOP_TAMPERED"],
  ["effect_conflict", "STOP_EFFECT_CONFLICT"],
  ["review_decision_pkey", "STOP_APPROVAL_MALFORMED"],
] as const) {
  test(`what breaks ${constraint} is ${reason}`, () => {
    assert.equal(refuseIntegrity(sqlError("23000", { constraint }))?.reason, reason);
  });
}

const FACTS = {
  seen: { cluster: "42/00000001", snapshot: "7:7:" },
  document: [{ table: "public.birth_registry", rows: 3, digest: "1".repeat(64) }],
  others: [{ document: "OTHER", receipts: 1, units: 2, rows: 9, digest: "2".repeat(64) }],
} as const satisfies BaseFacts;
const OWN_MOVED = { ...FACTS, document: [{ ...FACTS.document[0], digest: "3".repeat(64) }] };
const OTHER_MOVED = { ...FACTS, others: [{ ...FACTS.others[0], digest: "4".repeat(64) }] };

for (const { what, now, holds, told } of [
  { what: "a base that stands still", now: FACTS, holds: [], told: "none" },
  {
    what: "rows of the document that others changed before the run wrote any",
    now: OWN_MOVED,
    holds: [],
    told: "STOP_DRIFT rows of LAW",
  },
  {
    what: "rows of the document that changed after the run's first effect",
    now: OWN_MOVED,
    holds: ["cut_leg_a"],
    told: "STOP_TAMPERED rows of LAW",
  },
  {
    what: "another document that changed",
    now: OTHER_MOVED,
    holds: ["cut_leg_a"],
    told: "STOP_DRIFT document OTHER",
  },
] as const) {
  test(`${what} before COMMIT: ${told}`, () => {
    const refused = refuseMovedBase(now, {
      ...COMMAND,
      plan: { ...COMMAND.plan, source: { docPrefix: "LAW" } as object as CutPlan["source"] },
      base: { facts: FACTS, holds, change: sumOfChanges([]), scope: "all" },
    });
    assert.equal(refused === null ? "none" : `${refused.reason} ${refused.field}`, told);
  });
}

test("every other fault stays a fault", () => {
  for (const fault of [sqlError("42501"), sqlError("02300"), new Error("23514"), null])
    assert.equal(refuseIntegrity(fault), null);
});
