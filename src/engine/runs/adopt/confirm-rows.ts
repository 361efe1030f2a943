import type { BaseFacts } from "../../../domain/base-facts.ts";
import { checkDocument } from "../../../domain/base-facts.ts";
import { type Check, check } from "../../../domain/check.ts";
import { type Effect, sumOfChanges } from "../../../domain/expected-change.ts";
import { effectsOfRun } from "../../../domain/gates.ts";
import type { CutPlan } from "../../../domain/plan.ts";
import { checkProbes, checkRecordedUnits } from "../../../domain/probe-facts.ts";
import type { KnowledgeBase } from "../../../ports/knowledge-base.ts";
import type { RunLedger } from "../../../ports/run-ledger.ts";

/** The effects that the run has had, by its receipts. */
export function effectsDone({ receipts }: Pick<RunLedger, "receipts">): readonly Effect[] {
  const had = new Set(receipts.map(({ effect }) => effect));
  return effectsOfRun("cut").filter((effect) => had.has(effect));
}

/** Holds every row of the run against the plan that was made again, and its receipts against what they say. */
export async function confirmRows(
  live: KnowledgeBase,
  found: {
    readonly runId: string;
    readonly plan: CutPlan;
    readonly ledger: RunLedger;
    readonly base: BaseFacts;
    /** Whether the rows were written in another database, whose name and number are in their ids: nothing is found by them here. */
    readonly isElsewhere: boolean;
  },
): Promise<readonly Check[]> {
  const { runId, plan, ledger, base, isElsewhere } = found;
  const done = effectsDone(ledger);
  const { docPrefix } = plan.source;
  const recomputed = await live.recomputeReceipts(runId, plan);
  const facts = await live.probe(plan);
  const isEnacted = done.includes("lifecycle_enact");
  const units =
    done.includes("leg_b_record") && !isElsewhere
      ? checkRecordedUnits(plan, facts, isEnacted ? "enacted" : "drafts").checks
      : [
          ...checkProbes(plan, facts),
          check(
            `all units are ${isEnacted ? "enacted" : "drafts"}`,
            plan.changes.length,
            isEnacted ? facts.enacted : facts.drafts,
          ),
        ];
  const unaccounted = await live.unaccountedRows(docPrefix);
  const altered = await live.alteredUnits(docPrefix);
  return [
    check(
      "the effects follow each other",
      effectsOfRun("cut").slice(0, done.length).join(", "),
      done.join(", "),
    ),
    ...ledger.receipts
      .filter(({ effect }) => effect === "cut_leg_a" || !isElsewhere)
      .map(({ effect, resultDigest }) =>
        check(`receipt of ${effect}, recomputed`, resultDigest, recomputed[effect] ?? "a row is missing"),
      ),
    ...ledger.receipts.map(({ effect, payloadSha256 }) =>
      check(`request of ${effect}`, usedFor(ledger, effect), payloadSha256),
    ),
    ...units,
    check("no foreign units under the prefix", 0, facts.foreignUnits),
    check("rows of the document that no run has written", "none", unaccounted.join("; ") || "none"),
    check("units with another text than the one that was cut", "none", altered.join("; ") || "none"),
    // Held against themselves: what is left is whether the chain of the document says them.
    ...checkDocument(base, base, sumOfChanges([])).filter(({ name }) =>
      name.startsWith("tables that differ"),
    ),
  ];
}

/** The request under which the approval of the effect's gate was used. */
function usedFor({ uses }: RunLedger, effect: string): string {
  const gate = effect === "lifecycle_enact" ? "SG_2_lifecycle_authz" : "SG_1_cut_authz";
  return uses.find((use) => use.gate === gate)?.payloadSha256 ?? "an approval that was used";
}
