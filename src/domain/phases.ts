import { GATE_NAMES, GATES, type Gate, gateRow } from "./gates.ts";
import type { RunKind } from "./run-kind.ts";

/** The eleven phases of a cut, in order (docs/system.md section 3). */
const ROWS = [
  {
    name: "source_pin",
    stateAfter: "source_pinned",
    gate: null,
    lane: "verify",
    changes: "nothing",
    undo: "nothing to undo",
    timeLimitSeconds: null,
  },
  {
    name: "mark",
    stateAfter: "marked",
    gate: null,
    lane: null,
    changes: "nothing",
    undo: "nothing to undo",
    timeLimitSeconds: null,
  },
  {
    name: "cutplan",
    stateAfter: "cutplan_ok",
    gate: null,
    lane: "verify",
    changes: "nothing",
    undo: "nothing to undo",
    timeLimitSeconds: null,
  },
  {
    name: "pre_write_backup",
    stateAfter: "pre_write_backup_taken",
    gate: null,
    lane: "verify",
    changes: "sidecar",
    undo: "delete the backup file",
    timeLimitSeconds: null,
  },
  {
    name: "grant_probe",
    stateAfter: "grants_probed",
    gate: null,
    lane: "verify",
    changes: "nothing",
    undo: "nothing to undo",
    timeLimitSeconds: null,
  },
  {
    name: "cut_leg_a",
    stateAfter: "cut_leg_a_committed",
    gate: "SG_1_cut_authz",
    lane: "exec",
    changes: "units, versions, births",
    undo: "withdraw the drafts under SG_3",
    timeLimitSeconds: 900,
  },
  {
    name: "structural_verify",
    stateAfter: "structural_verified",
    gate: "SG_1_cut_authz",
    lane: "verify",
    changes: "nothing",
    undo: "nothing to undo",
    timeLimitSeconds: null,
  },
  {
    name: "leg_b_record",
    stateAfter: "leg_b_recorded",
    gate: "SG_1_cut_authz",
    lane: "exec",
    changes: "ledger",
    undo: "a compensating review decision under SG_3",
    timeLimitSeconds: 900,
  },
  {
    name: "write_verify",
    stateAfter: "write_verified",
    gate: "SG_1_cut_authz",
    lane: "verify",
    changes: "ledger",
    undo: "a compensating review decision under SG_3",
    timeLimitSeconds: 300,
  },
  {
    name: "lifecycle_enact",
    stateAfter: "lifecycle_enacted",
    gate: "SG_2_lifecycle_authz",
    lane: "exec",
    changes: "units, versions, log",
    undo: "never",
    timeLimitSeconds: 900,
  },
  {
    name: "closeout",
    stateAfter: "closeout_reported",
    gate: "SG_2_lifecycle_authz",
    lane: "verify",
    changes: "sidecar",
    undo: "nothing to undo",
    timeLimitSeconds: null,
  },
] as const satisfies readonly PhaseRow[];

/** The one phase of a run that sets days of effect which a cut does not have (docs/system.md section 3). */
const EFFECT_SET = {
  name: "effect_set",
  stateAfter: "effect_recorded",
  gate: "SG_2_lifecycle_authz",
  lane: "exec",
  changes: "days of effect",
  undo: "set another day",
  timeLimitSeconds: 900,
} as const satisfies PhaseRow;

const EVERY_ROW = [...ROWS, EFFECT_SET] as const;

interface PhaseRow {
  readonly name: string;
  readonly stateAfter: string;
  /** The gate that must be open while the phase runs; before the first phase that a gate covers, the run asks for it. */
  readonly gate: Gate | null;
  /** The database identity that acts. */
  readonly lane: Lane | null;
  readonly changes: string;
  /** How the change of the phase is undone. */
  readonly undo: string;
  /** Seconds from the phase's start within which its write must be ready to COMMIT; null where it writes nothing to the database. */
  readonly timeLimitSeconds: number | null;
}

export type PhaseName = (typeof EVERY_ROW)[number]["name"];

/** `pending` before the first phase, one state after each phase, and one for the wait at each gate. */
export type State =
  | "pending"
  | (typeof EVERY_ROW)[number]["stateAfter"]
  | NonNullable<(typeof GATES)[Gate]["waitingState"]>;

/** A database identity: `exec` is cutter_exec, `verify` is cutter_verify. */
type Lane = "exec" | "verify";

export const MODES = ["DRYRUN", "LIVE"] as const;
export type Mode = (typeof MODES)[number];

/** What a phase is, whatever comes before it. */
interface PhaseFacts extends PhaseRow {
  readonly name: PhaseName;
  readonly stateAfter: State;
}

export interface Phase extends PhaseFacts {
  /** 1-based. */
  readonly number: number;
  /** The gate at which the run waits before the phase starts. */
  readonly gateBefore: Gate | null;
}

/** The phases of a run of this kind, in order. */
export function phasesOf(kind: RunKind): readonly Phase[] {
  return ALL[kind];
}

const ALL = { cut: numbered(ROWS), effect: numbered(rowsOfEffect()) };

/** The eleven phases of a cut. */
export const PHASES = ALL.cut;

/** Every phase that a run can have, of whatever kind. */
export const EVERY_PHASE: readonly PhaseFacts[] = EVERY_ROW;
export const PHASE_NAMES: readonly PhaseName[] = EVERY_ROW.map(({ name }) => name);

/** The states of a cut. */
export const STATES: readonly State[] = [
  "pending",
  ...PHASES.flatMap(({ gateBefore, stateAfter }) => {
    const waiting = gateBefore === null ? null : waitingState(gateBefore);
    return waiting === null ? [stateAfter] : [waiting, stateAfter];
  }),
];

/** The state of a run whose last phase has passed. */
export const LAST_STATE: State = PHASES.at(-1)?.stateAfter ?? "pending";

/** The phases that are rehearsed on the restored copy: those behind the backup, up to the last effect. What follows it only closes the run. */
export function rehearsedPhases(kind: RunKind): readonly Phase[] {
  const phases = phasesOf(kind);
  const last = phases.findLastIndex(({ timeLimitSeconds }) => timeLimitSeconds !== null);
  return phases.slice(backupOf(kind).number, last + 1);
}

/** The state of a run that waits at the gate; null for a gate outside the phases. */
export function waitingState(gate: Gate): State | null {
  return GATES[gate].waitingState;
}

/** The phase that a run in this state starts next, or null after the last; after a wait it is the first phase that the gate covers. */
export function phaseFrom(state: State, kind: RunKind): Phase | null {
  const phases = phasesOf(kind);
  if (state === "pending") return phases[0] ?? null;
  const gate = GATE_NAMES.find((name) => waitingState(name) === state);
  if (gate !== undefined) return firstCovered(gate, kind);
  return phases[phases.findIndex((phase) => phase.stateAfter === state) + 1] ?? null;
}

/**
 * The phases that run again when the gate's request is renewed: those from the backup up to the gate if nothing is written yet, none at
 * a later gate. Null for a gate outside the phases.
 */
export function phasesBeforeRequest(gate: Gate, kind: RunKind): readonly Phase[] | null {
  const first = firstCovered(gate, kind);
  if (first === null) return null;
  const from = gateRow(gate, kind).beforeFirstWrite ? backupOf(kind) : first;
  return phasesOf(kind).slice(from.number - 1, first.number - 1);
}

/** The state to which a run returns when the gate's request is renewed, or null for a gate outside the phases. */
export function stateOfRenewal(gate: Gate, kind: RunKind): State | null {
  const first = phasesBeforeRequest(gate, kind)?.[0] ?? firstCovered(gate, kind);
  return first === null ? null : (phasesOf(kind)[first.number - 2]?.stateAfter ?? "pending");
}

function firstCovered(gate: Gate, kind: RunKind): Phase | null {
  return phasesOf(kind).find((phase) => phase.gateBefore === gate) ?? null;
}

function backupOf(kind: RunKind): Phase {
  const phase = phasesOf(kind).find(({ name }) => name === "pre_write_backup");
  if (phase === undefined) throw new Error("every run takes a backup");
  return phase;
}

/** A run that sets days has the phases of a cut but those in which text is read and written. */
function rowsOfEffect(): readonly PhaseFacts[] {
  const shared = (name: PhaseName) => ROWS.filter((row) => row.name === name);
  const before = (["source_pin", "cutplan", "pre_write_backup", "grant_probe"] as const).flatMap(shared);
  return [...before, EFFECT_SET, ...shared("closeout")];
}

function numbered(rows: readonly PhaseFacts[]): readonly Phase[] {
  return rows.map((row, index) => ({
    ...row,
    number: index + 1,
    gateBefore: row.gate === (rows[index - 1]?.gate ?? null) ? null : row.gate,
  }));
}
