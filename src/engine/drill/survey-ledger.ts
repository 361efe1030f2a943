import type { LedgerState } from "../../domain/drill.ts";
import type { LedgerClaim } from "../../domain/ledger-claim.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";

/** What the restored ledger has of one run. */
interface LedgerRun {
  readonly runId: string;
  readonly documentId: string | null;
  readonly has: LedgerState;
  /** The batch in which its approval was used. */
  readonly batchId: string | null;
}

export interface LedgerSurvey {
  readonly runs: ReadonlyMap<string, LedgerRun>;
  /** Every approval that was used, as `used` makes its key. */
  readonly used: ReadonlySet<string>;
}

export function usedKey(runId: string, gate: string, payloadSha256: string): string {
  return `${runId} ${gate} ${payloadSha256}`;
}

/** Every run of the ledger, with what it has come to; `mustGoOn` throws where the process is asked to end. */
export async function surveyLedger(copy: KnowledgeBase, mustGoOn: () => void): Promise<LedgerSurvey> {
  const claims = await copy.claims();
  const runs = new Map<string, LedgerRun>();
  for (const runId of new Set(claims.map((claim) => claim.runId))) {
    mustGoOn();
    const { receipts, uses, document } = await copy.ledgerOf(runId);
    const effects = new Set(receipts.map(({ effect }) => effect));
    const batchId = uses.find(({ place }) => place !== null)?.place?.batchId ?? null;
    runs.set(runId, { runId, documentId: document?.documentId ?? null, has: stateOf(effects), batchId });
  }
  return { runs, used: new Set(claims.flatMap(keyOf)) };
}

function keyOf({ table, runId, gate, payloadSha256 }: LedgerClaim): readonly string[] {
  return table === "approval_use" && payloadSha256 !== null ? [usedKey(runId, gate, payloadSha256)] : [];
}

function stateOf(effects: ReadonlySet<string>): LedgerState {
  if (effects.has("compensation")) return "withdrawn";
  if (effects.has("lifecycle_enact")) return "enacted";
  if (effects.has("effect_set")) return "days";
  return effects.size > 0 ? "drafts" : "nothing";
}
