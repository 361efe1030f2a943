import { DAYS_GATE } from "./days-gate.ts";
import type { Effect } from "./expected-change.ts";
import { RUN_KINDS, type RunKind } from "./run-kind.ts";

/**
 * The gates of docs/system.md section 4. The rows of `phases.ts` say which phases a gate covers; everything else about a gate is
 * here.
 */
export const GATES = {
  SG_1_cut_authz: {
    allows: "cut the document into drafts and record the ledger",
    asks: (title, units) => `to let ${title} be cut into ${units} (SG_1)`,
    onApproval: (units) =>
      `${units === 1 ? "1 draft and its ledger are" : `${units} drafts and their ledger are`} written. **This can be taken back**: drafts can be withdrawn under SG_3. Nothing is enacted; that takes SG_2.`,
    goesOn: (runId) => `cutter orchestrate resume ${runId}`,
    unanswered: {
      says: "Nothing is written yet. To end the run for good, an operator runs:",
      command: (runId) => `cutter orchestrate void ${runId} --why "…"`,
    },
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
      `${units === 1 ? "1 draft is" : `${units} drafts are`} enacted. **This can never be taken back**: the database refuses every later change of them, whoever asks.`,
    goesOn: (runId) => `cutter orchestrate resume ${runId}`,
    unanswered: {
      says: "The drafts stay drafts. To take them back, an operator runs the following, which asks for SG_3:",
      command: (runId) => `cutter orchestrate revert ${runId} --execute`,
    },
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
      `The drafts of this run (at most ${units}) are withdrawn. **Withdrawn drafts do not come back**; their addresses are free again, so that the document can be cut anew.`,
    goesOn: (runId) => `cutter orchestrate revert ${runId} --execute`,
    unanswered: {
      says: "The drafts stay. To ask again whether they are to be enacted, an operator runs the following, which goes back to SG_2:",
      command: (runId) => `cutter orchestrate renew ${runId}`,
    },
    waitingState: null,
    effects: ["compensation"],
    lifetimeHours: 12,
    reversible: false,
    beforeFirstWrite: false,
    recordsDecision: false,
  },
} as const satisfies Readonly<Record<string, GateRow>>;

/** What an open gate lets a batch do. */
export const ALLOWS_BATCH: Readonly<Record<Gate, string>> = {
  SG_1_cut_authz: "cut the documents into drafts and record their ledgers",
  SG_2_lifecycle_authz: "enact the drafts of the members, for ever",
  SG_3_compensation_authz: "withdraw the drafts of the members",
};

export interface GateRow {
  /** What an open gate lets the run do; completes "whether to …". */
  readonly allows: string;
  /** What the person is asked; follows "Waiting for …". `title` is inert Markdown, `units` a count with its noun. */
  readonly asks: (title: string, units: string) => string;
  /** What happens on approval, as Markdown for the run card. */
  readonly onApproval: (units: number) => string;
  /** The command by which the run goes on once the gate is approved. */
  readonly goesOn: (runId: string) => string;
  /** What follows where nobody approves, in Markdown, and the command that ends the wait. */
  readonly unanswered: { readonly says: string; readonly command: (runId: string) => string };
  /** The state in which a run waits at the gate; null for a gate outside the phases, which `revert` asks for. */
  readonly waitingState: string | null;
  /** The effects that the gate permits, in order; the first one consumes the approval. */
  readonly effects: readonly Effect[];
  /** Counted from `signed_utc`; the approval is stale at exactly this age. */
  readonly lifetimeHours: number;
  readonly reversible: boolean;
  /** True where nothing is written yet: the request binds the backup, which is taken again if it is too old or the request is renewed. */
  readonly beforeFirstWrite: boolean;
  /** True where the approval names the review decision that its effect records. */
  readonly recordsDecision: boolean;
}

export type Gate = keyof typeof GATES;
export const GATE_NAMES = Object.keys(GATES) as readonly Gate[];

/** Short names under which people name the gates: `SG_1`. */
export const GATE_SHORT_NAMES: readonly string[] = GATE_NAMES.map(shortName);

/** `SG_1` of `SG_1_cut_authz`. */
export function shortName(gate: Gate): string {
  return gate.slice(0, 4);
}

/** The gate of a name or short name, or null. */
export function gateNamed(text: string): Gate | null {
  return GATE_NAMES.find((gate) => gate === text || shortName(gate) === text) ?? null;
}

export function isGate(text: string): text is Gate {
  return Object.hasOwn(GATES, text);
}

/** What a gate is in a run of another kind than a cut, where it is otherwise there. */
const OTHERWISE: Readonly<Record<RunKind, Partial<Readonly<Record<Gate, Partial<GateRow>>>>>> = {
  cut: {},
  effect: { SG_1_cut_authz: { effects: [], beforeFirstWrite: false }, SG_2_lifecycle_authz: DAYS_GATE },
};

/** The row of a gate in a run of this kind. */
export function gateRow(gate: Gate, kind: RunKind): GateRow {
  return { ...GATES[gate], ...OTHERWISE[kind][gate] };
}

/** The gate that permits the effect. */
export function gateOfEffect(effect: Effect): Gate {
  const permits = (gate: Gate) => RUN_KINDS.some((kind) => gateRow(gate, kind).effects.includes(effect));
  const gate = GATE_NAMES.find(permits);
  if (gate === undefined) throw new Error(`no gate permits ${effect}`);
  return gate;
}

/** The effects of a run that is not compensated, in order: those of every gate that covers phases. */
export function effectsOfRun(kind: RunKind): readonly Effect[] {
  const rows = GATE_NAMES.map((gate) => gateRow(gate, kind));
  return rows.flatMap((row) => (row.waitingState === null ? [] : row.effects));
}
