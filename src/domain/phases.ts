import { GATE_NAMES, GATES, type Gate, gateRow } from "./gates.ts";

/** The eleven phases of docs/system.md section 3, in order. */
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

export type PhaseName = (typeof ROWS)[number]["name"];

/** `pending` before the first phase, one state after each phase, and one for the wait at each gate. */
export type State =
  | "pending"
  | (typeof ROWS)[number]["stateAfter"]
  | NonNullable<(typeof GATES)[Gate]["waitingState"]>;

/** A database identity: `exec` is cutter_exec, `verify` is cutter_verify. */
type Lane = "exec" | "verify";

export const MODES = ["DRYRUN", "LIVE"] as const;
export type Mode = (typeof MODES)[number];

export interface Phase extends PhaseRow {
  readonly name: PhaseName;
  readonly stateAfter: State;
  /** 1-based. */
  readonly number: number;
  /** The gate at which the run waits before the phase starts. */
  readonly gateBefore: Gate | null;
}

export const PHASES: readonly Phase[] = ROWS.map((row, index) => ({
  ...row,
  number: index + 1,
  gateBefore: row.gate === (ROWS[index - 1]?.gate ?? null) ? null : row.gate,
}));

export const PHASE_NAMES: readonly PhaseName[] = ROWS.map(({ name }) => name);

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
export function rehearsedPhases(): readonly Phase[] {
  const last = PHASES.findLastIndex(({ timeLimitSeconds }) => timeLimitSeconds !== null);
  return PHASES.slice(phaseNamed("pre_write_backup").number, last + 1);
}

/** The state of a run that waits at the gate; null for a gate outside the phases. */
export function waitingState(gate: Gate): State | null {
  return GATES[gate].waitingState;
}

function phaseNamed(name: PhaseName): Phase {
  const phase = PHASES.find((each) => each.name === name);
  if (phase === undefined) throw new Error(`${name} is no phase`);
  return phase;
}

/** The phase that a run in this state starts next, or null after the last; after a wait it is the first phase that the gate covers. */
export function phaseFrom(state: State): Phase | null {
  if (state === "pending") return PHASES[0] ?? null;
  const gate = GATE_NAMES.find((name) => waitingState(name) === state);
  if (gate !== undefined) return firstCovered(gate);
  return PHASES[PHASES.findIndex((phase) => phase.stateAfter === state) + 1] ?? null;
}

/**
 * The phases that run again when the gate's request is renewed: those from the backup up to the gate if nothing is written yet, none at
 * a later gate. Null for a gate outside the phases.
 */
export function phasesBeforeRequest(gate: Gate): readonly Phase[] | null {
  const first = firstCovered(gate);
  if (first === null) return null;
  const from = gateRow(gate).beforeFirstWrite ? phaseNamed("pre_write_backup") : first;
  return PHASES.slice(from.number - 1, first.number - 1);
}

/** The state to which a run returns when the gate's request is renewed, or null for a gate outside the phases. */
export function stateOfRenewal(gate: Gate): State | null {
  const first = phasesBeforeRequest(gate)?.[0] ?? firstCovered(gate);
  return first === null ? null : (PHASES[first.number - 2]?.stateAfter ?? "pending");
}

function firstCovered(gate: Gate): Phase | null {
  return PHASES.find((phase) => phase.gateBefore === gate) ?? null;
}
