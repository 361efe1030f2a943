import type { Gate } from "./gates.ts";

/**
 * The eleven phases of system.md section 3, in order. `gateBefore` opens before the phase starts; `lane` is the database
 * identity that acts; `changes` names what the phase changes; `undo` says how that is taken back; the last is the time limit of its write.
 */
export const PHASES = [
  row(1, "source_pin", "source_pinned", null, "verify", "nothing", "nothing to undo", null),
  row(2, "mark", "marked", null, null, "nothing", "nothing to undo", null),
  row(3, "cutplan", "cutplan_ok", null, "verify", "nothing", "nothing to undo", null),
  row(
    4,
    "pre_write_backup",
    "pre_write_backup_taken",
    null,
    "verify",
    "sidecar",
    "delete the backup file",
    null,
  ),
  row(5, "grant_probe", "grants_probed", null, "verify", "nothing", "nothing to undo", null),
  row(
    6,
    "cut_leg_a",
    "cut_leg_a_committed",
    "SG_1_cut_authz",
    "exec",
    "units, versions, births",
    "withdraw the drafts under SG_3",
    900,
  ),
  row(7, "structural_verify", "structural_verified", null, "verify", "nothing", "nothing to undo", null),
  row(
    8,
    "leg_b_record",
    "leg_b_recorded",
    null,
    "exec",
    "ledger",
    "a compensating review decision under SG_3",
    900,
  ),
  row(
    9,
    "write_verify",
    "write_verified",
    null,
    "verify",
    "ledger",
    "a compensating review decision under SG_3",
    300,
  ),
  row(
    10,
    "lifecycle_enact",
    "lifecycle_enacted",
    "SG_2_lifecycle_authz",
    "exec",
    "units, versions, log",
    "never",
    900,
  ),
  row(11, "closeout", "closeout_reported", null, "verify", "sidecar", "nothing to undo", null),
] as const satisfies readonly PhaseRow[];

export interface PhaseRow {
  readonly number: number;
  readonly name: string;
  readonly stateAfter: string;
  readonly gateBefore: Gate | null;
  readonly lane: Lane | null;
  readonly changes: string;
  readonly undo: string;
  /** Seconds from the phase's start within which its write has to be ready to COMMIT; null where it writes nothing to the database. */
  readonly timeLimitSeconds: number | null;
}

export type Phase = (typeof PHASES)[number];
export type PhaseName = Phase["name"];
export const PHASE_NAMES = PHASES.map(({ name }) => name);

/** A database identity: `exec` is cutter_exec, `verify` is cutter_verify. */
export type Lane = "exec" | "verify";

export const MODES = ["DRYRUN", "LIVE"] as const;
export type Mode = (typeof MODES)[number];

/** The fourteen states: the first, one after each phase, and one pause before each gate. */
export const STATES = [
  "pending",
  ...PHASES.slice(0, 5).map((phase) => phase.stateAfter),
  "awaiting_cut_authorization",
  ...PHASES.slice(5, 9).map((phase) => phase.stateAfter),
  "awaiting_lifecycle_authorization",
  ...PHASES.slice(9).map((phase) => phase.stateAfter),
] as const;

export type State = (typeof STATES)[number];

export function waitingState(gate: "SG_1_cut_authz" | "SG_2_lifecycle_authz"): State {
  return gate === "SG_1_cut_authz" ? "awaiting_cut_authorization" : "awaiting_lifecycle_authorization";
}

function row<const N extends number, const P extends string, const S extends string>(
  number: N,
  name: P,
  stateAfter: S,
  gateBefore: "SG_1_cut_authz" | "SG_2_lifecycle_authz" | null,
  lane: Lane | null,
  changes: string,
  undo: string,
  timeLimitSeconds: number | null,
) {
  return { number, name, stateAfter, gateBefore, lane, changes, undo, timeLimitSeconds };
}
