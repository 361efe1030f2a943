import type { Effect } from "./expected-change.ts";

/**
 * The gates of docs/system.md section 4. Which phases a gate covers is told by the rows of `phases.ts`; everything else that a gate
 * decides stands here.
 */
export const GATES = {
  SG_1_cut_authz: {
    allows: "cut the document into drafts and record the ledger",
    asks: (title, units) => `to let ${title} be cut into ${units} (SG_1)`,
    onApproval: (units) =>
      `${units} drafts and their ledger are written. **This can be taken back**: drafts can be withdrawn under SG_3. Nothing is enacted; that takes SG_2.`,
    waitingState: "awaiting_cut_authorization",
    effects: ["cut_leg_a", "leg_b_record", "write_verify"],
    lifetimeHours: 24,
    reversible: true,
    beforeFirstWrite: true,
    recordsDecision: false,
  },
  SG_2_lifecycle_authz: {
    allows: "enact the drafts, for ever",
    asks: (title, units) => `to let ${units} of ${title} be enacted for ever (SG_2)`,
    onApproval: (units) =>
      `${units} drafts are enacted. **This can never be taken back**: the database refuses every later change of them, whoever asks.`,
    waitingState: "awaiting_lifecycle_authorization",
    effects: ["lifecycle_enact"],
    lifetimeHours: 12,
    reversible: false,
    beforeFirstWrite: false,
    recordsDecision: true,
  },
  SG_3_compensation_authz: {
    allows: "withdraw the drafts of this run",
    asks: (title) => `to let the drafts of ${title} be withdrawn (SG_3)`,
    onApproval: (units) =>
      `The drafts of this run (at most ${units}) are withdrawn. **Withdrawn drafts do not come back**; a new cut can write new ones.`,
    waitingState: null,
    effects: ["compensation"],
    lifetimeHours: 12,
    reversible: false,
    beforeFirstWrite: false,
    recordsDecision: false,
  },
} as const satisfies Readonly<Record<string, GateRow>>;

export interface GateRow {
  /** What an open gate lets the run do, after "whether to". */
  readonly allows: string;
  /** What the person is asked, after "Waiting for …". `title` is inert Markdown, `units` a count with its noun. */
  readonly asks: (title: string, units: string) => string;
  /** What happens on approval, as Markdown for the run card. */
  readonly onApproval: (units: number) => string;
  /** The state in which a run waits at the gate; null where the gate stands beside the phases and is opened by `revert`. */
  readonly waitingState: string | null;
  /** The effects that the gate permits, in order. The first one consumes the approval. */
  readonly effects: readonly Effect[];
  /** Counted from `signed_utc`; the approval is stale at exactly this age. */
  readonly lifetimeHours: number;
  readonly reversible: boolean;
  /** Nothing is written yet: the request rests on the backup, which is taken again when the request is renewed or the backup is old. */
  readonly beforeFirstWrite: boolean;
  /** The approval names the review decision that its effect records. */
  readonly recordsDecision: boolean;
}

export type Gate = keyof typeof GATES;
export const GATE_NAMES = Object.keys(GATES) as readonly Gate[];

export function isGate(text: string): text is Gate {
  return Object.hasOwn(GATES, text);
}

/** The row of a gate, without the narrow types of the table. */
export function gateRow(gate: Gate): GateRow {
  return GATES[gate];
}

/** The gate that permits the effect. */
export function gateOfEffect(effect: Effect): Gate {
  const gate = GATE_NAMES.find((name) => gateRow(name).effects.includes(effect));
  if (gate === undefined) throw new Error(`no gate permits ${effect}`);
  return gate;
}

/** The effects of a run that nobody takes back: those of every gate that the phases pass, in their order. */
export function effectsOfRun(): readonly Effect[] {
  return GATE_NAMES.map(gateRow).flatMap((row) => (row.waitingState === null ? [] : row.effects));
}
