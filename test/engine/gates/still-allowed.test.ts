import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { openSidecar } from "../../../src/adapters/sidecar/sidecar.ts";
import type { Gate } from "../../../src/domain/gates.ts";
import { type Mode, PHASES, type PhaseName } from "../../../src/domain/phases.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import { stillAllowed } from "../../../src/engine/gates/still-allowed.ts";
import type { EngineParts } from "../../../src/engine/session/engine-parts.ts";
import { RunSession } from "../../../src/engine/session/run-session.ts";
import { phaseResult, runStarted } from "../../support/journal-events.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

const RUN_ID = "ictr-20260601T110000Z-1a2b3c4d";
const GATE: Gate = "SG_1_cut_authz";
const STARTED = Date.parse("2026-06-01T12:00:00Z");
const EXPIRES = "2026-06-01T12:30:00Z";
const LIMIT_SECONDS = PHASES.find(({ name }) => name === "cut_leg_a")?.timeLimitSeconds ?? 0;

/** A write that is asked about, as it is when nothing stands against it; a case changes one thing. */
interface Asked {
  readonly mode: Mode;
  /** What the process has opened; null: nothing. */
  readonly gate: Gate | null;
  readonly gateConsumed: boolean;
  /** The gate of the lease in the sidecar; null: there is none. */
  readonly armed: Gate | null;
  readonly leaseEnds: string;
  /** True: another living process wrote the lease. */
  readonly leaseOfAnother: boolean;
  readonly phase: PhaseName | null;
  /** Seconds since the intent of the phase, by the clock of the runner. */
  readonly seconds: number;
  /** How far the clock of the database is ahead. */
  readonly databaseAhead: number;
  readonly expiresUtc: string;
  readonly hold: string | null;
  readonly interrupted: string | null;
}

const ALLOWED: Asked = {
  mode: "LIVE",
  gate: GATE,
  gateConsumed: false,
  armed: GATE,
  leaseEnds: "2026-06-01T12:40:00Z",
  leaseOfAnother: false,
  phase: "cut_leg_a",
  seconds: 60,
  databaseAhead: 0,
  expiresUtc: EXPIRES,
  hold: null,
  interrupted: null,
};

/** Asks with a real sidecar: its journal, its lease of this process, its HOLD. */
async function ask(changes: Partial<Asked>): Promise<Refusal | null> {
  const asked = { ...ALLOWED, ...changes };
  const now = new Date(STARTED + asked.seconds * 1000);
  await using folder = await makeTempFolder();
  const clock = { now: () => now };
  const sidecar = await openSidecar({
    root: folder.path,
    project: () => ({}),
    projectBatch: () => ({}),
    clock,
  });
  const started = runStarted(RUN_ID);
  const made = await sidecar.createRun(RUN_ID, { ...started, run: { ...started.run, mode: asked.mode } });
  assert.ok(made.ok);
  await using run = made.value;
  // The intent of the first attempt: only that of the last counts.
  await run.append({ type: "phase_intent", phase: "cut_leg_a" }, new Date(STARTED - 3 * 3600_000));
  await run.append(
    asked.phase === null ? phaseResult("cut_leg_a") : { type: "phase_intent", phase: asked.phase },
    new Date(STARTED),
  );
  if (asked.armed !== null) await run.arm({ runId: RUN_ID, gate: asked.armed, expiresUtc: asked.leaseEnds });
  if (asked.leaseOfAnother) await giveToParent(join(run.folder, "armed.json"));
  if (asked.hold !== null) await writeFile(join(folder.path, "HOLD"), asked.hold);
  const interruption = new AbortController();
  if (asked.interrupted !== null) interruption.abort(asked.interrupted);

  // Nothing has moved in the control repository since the approval was judged.
  const parts = {
    clock,
    sidecar,
    interrupted: interruption.signal,
    repository: { refresh: async () => undefined },
    judge: { position: async () => "standing" },
  };
  const session = new RunSession(parts as unknown as EngineParts, run);
  session.judgedAt = "standing";
  session.gate = asked.gate && opened(asked.gate, asked.expiresUtc);
  session.gateConsumed = asked.gateConsumed;
  // Awaited here: the folder is gone when this function has returned.
  return await stillAllowed(session)(new Date(now.getTime() + asked.databaseAhead * 1000));
}

function opened(gate: Gate, expiresUtc: string): NonNullable<RunSession["gate"]> {
  const payloadSha256 = "0".repeat(64);
  const approval = {
    gate,
    nonce: "n",
    approvalCommit: "a".repeat(40),
    executionCommit: "b".repeat(40),
    persons: ["sovereign"],
    keys: ["C".repeat(40)],
    signedUtc: "2026-06-01T11:30:00Z",
  };
  return { gate, payloadSha256, approval, reviewDecisionId: null, expiresUtc };
}

/** The lease becomes that of the process which started this one: it lives, on this boot. */
async function giveToParent(path: string): Promise<void> {
  const stat = await readFile(`/proc/${process.ppid}/stat`, "utf8");
  const startTicks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  const lease = JSON.parse(await readFile(path, "utf8"));
  await writeFile(
    path,
    JSON.stringify({ ...lease, process: { ...lease.process, pid: process.ppid, startTicks } }),
  );
}

const LET_THROUGH: readonly { readonly title: string; readonly changes: Partial<Asked> }[] = [
  { title: "a write under a fresh approval, armed by this process", changes: {} },
  { title: "a database clock that is 120 s ahead", changes: { databaseAhead: 120 } },
  { title: "a database clock that is 120 s behind", changes: { databaseAhead: -120 } },
  {
    title: "an approval in its last millisecond",
    changes: { databaseAhead: -0.001, expiresUtc: "2026-06-01T12:01:00Z" },
  },
  {
    title: "the rest of a leg whose approval was used, after its lifetime",
    changes: { gateConsumed: true, expiresUtc: "2026-06-01T11:59:00Z" },
  },
  { title: "a write that is ready at the end of its time", changes: { seconds: LIMIT_SECONDS } },
  { title: "a compensation, which is no phase", changes: { phase: null, seconds: LIMIT_SECONDS + 60 } },
  { title: "a phase without a time limit", changes: { phase: "mark", seconds: LIMIT_SECONDS + 60 } },
  {
    title: "a dry run, which writes to its copy, without a lease and by any clock",
    changes: { mode: "DRYRUN", armed: null, databaseAhead: 9_999, expiresUtc: "2026-06-01T11:00:00Z" },
  },
];

for (const { title, changes } of LET_THROUGH) {
  test(`${title} is let through`, async () => assert.equal(await ask(changes), null));
}

const OFF = {
  reason: "STOP_KILL_SWITCH_OFF",
  field: GATE,
  expected: "armed by this process",
  actual: "off",
} as const;
const HELD = { reason: "STOP_HOLD", field: "HOLD in the sidecar" } as const;
const LATE = {
  reason: "STOP_DB_TIMEOUT",
  field: "cut_leg_a",
  expected: `ready to commit within ${LIMIT_SECONDS} s`,
  actual: `${LIMIT_SECONDS + 1} s`,
} as const;

const REFUSED: readonly {
  readonly title: string;
  readonly changes: Partial<Asked>;
  readonly told: Partial<Refusal>;
}[] = [
  { title: "no lease", changes: { armed: null }, told: OFF },
  { title: "the lease of another gate", changes: { armed: "SG_2_lifecycle_authz" }, told: OFF },
  { title: "the lease of another living process", changes: { leaseOfAnother: true }, told: OFF },
  { title: "a lease that ends this second", changes: { leaseEnds: "2026-06-01T12:01:00Z" }, told: OFF },
  {
    title: "a gate that this process has not opened",
    changes: { gate: null },
    told: { ...OFF, field: "gate" },
  },
  {
    title: "a used approval without a lease",
    changes: { armed: null, gateConsumed: true },
    told: OFF,
  },
  ...[120.001, -120.001].map((databaseAhead) => ({
    title: `a clock of the database that differs by ${databaseAhead} s`,
    changes: { databaseAhead },
    told: { reason: "STOP_CLOCK_SKEW", expected: "at most 120 s", actual: "120 s" } as const,
  })),
  {
    title: "a clock of the database that differs by three minutes, for a used approval too",
    changes: { databaseAhead: 180, gateConsumed: true },
    told: { reason: "STOP_CLOCK_SKEW", expected: "at most 120 s", actual: "180 s" },
  },
  {
    title: "an approval at the end of its lifetime by the clock of the database",
    changes: { databaseAhead: 60, expiresUtc: "2026-06-01T12:02:00Z" },
    told: {
      reason: "STOP_APPROVAL_STALE",
      field: "signed_utc",
      expected: "use before 2026-06-01T12:02:00Z",
      actual: "2026-06-01T12:02:00.000Z",
    },
  },
  { title: "a write that is late", changes: { seconds: LIMIT_SECONDS + 1 }, told: LATE },
  {
    title: "a late write of a dry run",
    changes: { mode: "DRYRUN", seconds: LIMIT_SECONDS + 1 },
    told: LATE,
  },
  { title: "a HOLD", changes: { hold: "  wait for Ada\n" }, told: { ...HELD, actual: "wait for Ada" } },
  {
    title: "a HOLD whose 200th and 201st code units are one character",
    changes: { hold: `${"x".repeat(199)}\u{1F512}` },
    told: { ...HELD, actual: `${"x".repeat(199)}\uFFFD` },
  },
  { title: "an empty HOLD", changes: { hold: "\n" }, told: { ...HELD, actual: "present" } },
  {
    title: "a HOLD of a dry run",
    changes: { hold: "x".repeat(201), mode: "DRYRUN" },
    told: { ...HELD, actual: "x".repeat(200) },
  },
  {
    title: "a process that was asked to end, before all else",
    changes: { interrupted: "SIGTERM", hold: "and a HOLD", seconds: LIMIT_SECONDS + 1 },
    told: { reason: "STOP_INTERRUPTED", actual: "SIGTERM" },
  },
  {
    title: "a dry run that was asked to end",
    changes: { interrupted: "SIGINT", mode: "DRYRUN" },
    told: { reason: "STOP_INTERRUPTED", actual: "SIGINT" },
  },
];

for (const { title, changes, told } of REFUSED) {
  test(`${title} is ${told.reason}`, async () => {
    const { reason, field, expected, actual } = (await ask(changes)) ?? {};
    assert.deepEqual(
      { reason, field, expected, actual },
      { field: undefined, expected: undefined, actual: undefined, ...told },
    );
  });
}

test("every phase that writes to the database has a time limit, and no other", () => {
  for (const { name, changes, timeLimitSeconds } of PHASES) {
    assert.equal(timeLimitSeconds !== null, !["nothing", "sidecar"].includes(changes), name);
  }
});
