/** The gates of docs/system.md section 4. `covers` are the phases that an open gate allows. */
export const GATES = {
  SG_1_cut_authz: {
    allows: "cut the document into drafts and record the ledger",
    covers: ["cut_leg_a", "structural_verify", "leg_b_record", "write_verify"],
    lifetimeHours: 24,
    reversible: true,
  },
  SG_2_lifecycle_authz: {
    allows: "enact the drafts, for ever",
    covers: ["lifecycle_enact", "closeout"],
    lifetimeHours: 12,
    reversible: false,
  },
  SG_3_compensation_authz: {
    allows: "withdraw the drafts of this run",
    covers: [],
    lifetimeHours: 12,
    reversible: false,
  },
} as const satisfies Readonly<Record<string, GateRow>>;

export interface GateRow {
  readonly allows: string;
  readonly covers: readonly string[];
  /** Counted from `signed_utc`; the approval is stale at exactly this age. */
  readonly lifetimeHours: number;
  readonly reversible: boolean;
}

export type Gate = keyof typeof GATES;
export const GATE_NAMES = Object.keys(GATES) as readonly Gate[];

export function isGate(text: string): text is Gate {
  return Object.hasOwn(GATES, text);
}
