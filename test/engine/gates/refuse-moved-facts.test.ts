import assert from "node:assert/strict";
import test from "node:test";
import type { Refusal } from "../../../src/domain/refusal.ts";
import type { GateFacts } from "../../../src/domain/run-files.ts";
import { refuseMovedBase } from "../../../src/engine/gates/gate-facts.ts";
import { refuseMovedFacts } from "../../../src/engine/gates/refuse-moved-facts.ts";
import type { ApprovalUse, DatabaseIdentity } from "../../../src/ports/knowledge-base.ts";
import type { ContractDifference } from "../../../src/ports/schema-facts.ts";
import {
  allAsBound,
  BASE,
  backupEnvelope,
  type GateScene,
  NOW,
  type Outside,
  openGateOf,
  RUN_ID,
  setGateScene,
} from "../../support/gate-scene.ts";

/** Asks whether the facts of the gate moved, after the change, and lets `look` see what was done. */
async function ask(
  change: (outside: Outside) => void,
  gate: Outside["gate"] = "SG_2_lifecycle_authz",
  look: (scene: GateScene) => Promise<void> | void = () => {},
): Promise<Refusal | null> {
  const outside = allAsBound(gate);
  change(outside);
  await using scene = await setGateScene(outside);
  const told = await refuseMovedFacts(scene.session, gate);
  await look(scene);
  return told;
}

const identity = (changes: Partial<DatabaseIdentity>) =>
  ({ name: "kb", systemIdentifier: "42", inRecovery: false, ...changes }) as DatabaseIdentity;
const USE: ApprovalUse = {
  ...openGateOf("SG_2_lifecycle_authz").approval,
  runId: RUN_ID,
  payloadSha256: "0".repeat(64),
  usedUtc: "2026-06-01T11:59:00Z",
};
const DIFFERENCE = {
  reason: "STOP_GRANT_DELTA",
  object: "a grant",
  expected: "no",
  actual: "yes",
} as ContractDifference;
const MOVED_OTHER = {
  ...BASE,
  others: [{ document: "OTHER", receipts: 4, units: 7, rows: 40, digest: "8".repeat(64) }],
};
const MOVED_DOCUMENT = {
  ...BASE,
  document: [{ table: "public.unit_version", rows: 3, digest: "4".repeat(64) } as const],
};
const FACTS_FILE = "facts-SG_2_lifecycle_authz.json";

const MOVED: readonly {
  readonly what: string;
  readonly change: (outside: Outside) => void;
  readonly told: Partial<Refusal>;
}[] = [
  {
    what: "another system",
    change: (outside) => {
      outside.identities = [identity({ systemIdentifier: "43" })];
    },
    told: { reason: "STOP_DB_IDENTITY_MISMATCH", expected: "kb on 42", actual: "kb on 43" },
  },
  {
    what: "another database",
    change: (outside) => {
      outside.identities = [identity({ name: "other" })];
    },
    told: { reason: "STOP_DB_IDENTITY_MISMATCH", expected: "kb on 42", actual: "other on 42" },
  },
  {
    what: "a primary that became a standby",
    change: (outside) => {
      outside.identities = [identity({}), identity({ inRecovery: true })];
    },
    told: { reason: "STOP_DB_IDENTITY_MISMATCH" },
  },
  {
    what: "a use of the approval that the journal does not know",
    change: (outside) => {
      outside.use = USE;
    },
    told: {
      reason: "STOP_STATE_BEHIND_DB",
      expected: "an approval that was never used",
      actual: "used at 2026-06-01T11:59:00Z; the journal does not know it",
    },
  },
  {
    what: "facts that were taken away",
    change: ({ files }) => {
      files[FACTS_FILE] = null;
    },
    told: { reason: "STOP_STATE_CORRUPT", field: FACTS_FILE, actual: "no readable file" },
  },
  {
    what: "facts that the request does not bind",
    change: ({ files }) => {
      files[FACTS_FILE] = (files[FACTS_FILE] ?? "").replace('"rows":3', '"rows":8');
    },
    told: { reason: "STOP_STATE_CORRUPT", field: FACTS_FILE },
  },
  {
    what: "a request that was taken away",
    change: ({ files }) => {
      files["requests/SG_2_lifecycle_authz.request.json"] = null;
    },
    told: { reason: "STOP_STATE_CORRUPT", field: "requests/SG_2_lifecycle_authz.request.json" },
  },
  {
    what: "a grant too many",
    change: (outside) => Object.assign(outside, { schemaSha256: "6".repeat(64), differences: [DIFFERENCE] }),
    told: { reason: "STOP_GRANT_DELTA", field: "a grant" },
  },
  {
    what: "another schema that is as good",
    change: (outside) => {
      outside.schemaSha256 = "6".repeat(64);
    },
    told: { reason: "STOP_DRIFT", field: "schema_sha256", actual: "6".repeat(64) },
  },
  {
    what: "another document that no governed run has changed",
    change: (outside) => {
      outside.base = MOVED_OTHER;
    },
    told: { reason: "STOP_DRIFT", field: "document OTHER", actual: "changed without a receipt" },
  },
  {
    what: "a row of the document that the run has written, whatever the scope,",
    change: (outside) => Object.assign(outside, { base: MOVED_DOCUMENT, driftScope: "document" }),
    told: { reason: "STOP_TAMPERED", actual: "4".repeat(64) },
  },
];

for (const { what, change, told } of MOVED) {
  test(`${what} is ${told.reason}`, async () => {
    const found: Partial<Refusal> = (await ask(change)) ?? {};
    const names = Object.keys(told) as (keyof Refusal)[];
    assert.deepEqual(Object.fromEntries(names.map((name) => [name, found[name]])), told);
  });
}

for (const gate of ["SG_1_cut_authz", "SG_2_lifecycle_authz", "SG_3_compensation_authz"] as const) {
  test(`facts of ${gate} that stand still are no refusal, and only the first gate looks at the backup`, async () => {
    const told = await ask(
      () => {},
      gate,
      ({ asked }) => {
        assert.equal(
          asked.some((one) => one.startsWith("recheck")),
          gate === "SG_1_cut_authz",
        );
        assert.ok(!asked.includes("take"));
      },
    );
    assert.equal(told, null);
  });
}

test("a row of the document that moved before the first write is STOP_DRIFT", async () => {
  const told = await ask((outside) => Object.assign(outside, { base: MOVED_DOCUMENT }), "SG_1_cut_authz");
  assert.equal(told?.reason, "STOP_DRIFT");
});

test("where the document alone counts, other documents may move", async () => {
  const change = (outside: Outside) => Object.assign(outside, { base: MOVED_OTHER, driftScope: "document" });
  assert.equal(await ask(change), null);
});

const OTHER_BACKUP = backupEnvelope({ sha256: "c".repeat(64) });

const BACKUPS: readonly {
  readonly what: string;
  readonly change: (outside: Outside) => void;
  readonly reason: Refusal["reason"] | undefined;
  /** Whether a new backup was taken, and whether it is the run's afterwards. */
  readonly isTaken?: boolean;
  readonly isKept?: boolean;
}[] = [
  {
    what: "a backup whose envelope was taken away",
    change: ({ files }) => {
      files["backup.json"] = null;
    },
    reason: "STOP_STATE_CORRUPT",
  },
  {
    what: "a backup whose envelope is another's",
    change: ({ files }) => {
      files["backup.json"] = JSON.stringify(OTHER_BACKUP);
    },
    reason: "STOP_BACKUP_UNVERIFIED",
  },
  {
    what: "a backup that is not whole",
    change: ({ backup }) => {
      backup.isWhole = false;
    },
    reason: "STOP_BACKUP_STALE",
  },
  {
    what: "a backup of exactly the greatest age",
    change: ({ backup }) => {
      backup.takenUtc = "2026-06-01T11:00:00Z";
    },
    reason: undefined,
  },
  {
    what: "a backup that is a millisecond too old",
    change: (outside) => {
      outside.now = new Date(NOW.getTime() + 1);
    },
    reason: undefined,
    isTaken: true,
    isKept: true,
  },
  {
    what: "an old backup that cannot be taken again",
    change: ({ backup }) => Object.assign(backup, { takenUtc: "2026-06-01T09:00:00Z", isTakeRefused: true }),
    reason: "STOP_BACKUP_FAILED",
    isTaken: true,
  },
  {
    what: "an old backup",
    change: ({ backup }) =>
      Object.assign(backup, { takenUtc: "2026-06-01T09:00:00Z", envelope: OTHER_BACKUP }),
    reason: undefined,
    isTaken: true,
    isKept: true,
  },
];

for (const { what, change, reason, isTaken = false, isKept = false } of BACKUPS) {
  test(`${what} is ${reason ?? "let through"}${isKept ? ", and a new one is the run's" : ""}`, async () => {
    const told = await ask(change, "SG_1_cut_authz", async ({ asked, session }) => {
      assert.equal(asked.includes("take"), isTaken);
      assert.equal(asked.includes("restored copy ended"), isTaken && reason !== "STOP_BACKUP_FAILED");
      const renewed = session.folder.entries.some(({ event }) => event.type === "backup_renewed");
      assert.equal(renewed, isKept);
      if (isKept) {
        const kept = JSON.parse(Buffer.from((await session.folder.readFile("backup.json")) ?? []).toString());
        const evidence = session.position.evidence.pre_write_backup;
        assert.equal(evidence?.backupSha256, kept.sha256);
        assert.equal(evidence?.takenUtc, "2026-06-01T12:00:00Z");
      }
    });
    assert.equal(told?.reason, reason);
    // To resume again would find the same.
    if (reason === "STOP_BACKUP_UNVERIFIED" || reason === "STOP_BACKUP_STALE")
      assert.match(told?.wayOut ?? "", /cutter orchestrate renew/);
  });
}

test("a young backup is held against this run and this database", async () => {
  await ask(
    () => {},
    "SG_1_cut_authz",
    ({ asked }) => {
      const expected = JSON.stringify({ runId: RUN_ID, systemIdentifier: "42" });
      assert.ok(asked.includes(`recheck ${expected}`), asked.join("; "));
    },
  );
});

test("rows that moved are drift before the run has written anything, and tampering after its first effect", () => {
  for (const [holds, reason] of [
    [[], "STOP_DRIFT"],
    [["cut_leg_a"], "STOP_TAMPERED"],
  ] as const) {
    const then: GateFacts = { base: BASE, holds, schemaSha256: "5".repeat(64), systemIdentifier: "42" };
    assert.equal(refuseMovedBase(then, MOVED_DOCUMENT, "all")?.reason, reason);
  }
});
