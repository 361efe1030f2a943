import type { ProbeFacts } from "../../../domain/probe-facts.ts";
import { type Refusal, refusal } from "../../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../../domain/result.ts";
import { canonicalJson, digestOf } from "../../../json/canonical-json.ts";
import { ledgerId } from "../reads/ledger-ids.ts";
import { probeIn } from "../reads/probe.ts";
import type { EffectContext, EffectOutcome, WriteEffect } from "./write-transaction.ts";

/** Phase 9, in the verify lane: reads the facts again and records them only if they are complete and equal the verified ones. */
export function recordVerification(facts: ProbeFacts): WriteEffect {
  return { effect: "write_verify", lane: "verify", perform: (context) => record(context, facts) };
}

async function record(context: EffectContext, facts: ProbeFacts): Promise<Result<EffectOutcome>> {
  const { session, command } = context;
  const live = await probeIn(session, command.plan);
  const wrong = refuseChangedFacts(live, facts, command.plan.counts.versions);
  if (wrong) return refused(wrong);

  const ids = {
    changeSetId: ledgerId(context, "change_set"),
    verifyResultId: ledgerId(context, "verify_result"),
    signatureId: ledgerId(context, "signature:verifier"),
  };
  const text = canonicalJson(live);
  const digest = digestOf(live);
  const revision = `verify:${command.toolRevision}`;
  await session.query(
    `insert into cutter_governance.verify_result
       (verify_result_id, run_id, change_set_id, verdict, unit_count, facts, facts_sha256, tool_revision)
     values ($1, $2, $3, 'pass', $4, $5::text::jsonb, $6, $7)`,
    [
      ids.verifyResultId,
      command.runId,
      ids.changeSetId,
      command.plan.counts.versions,
      text,
      digest,
      revision,
    ],
  );
  const signed = digestOf({ ...ids, facts: digest });
  await session.query(
    `insert into cutter_governance.dot_pair_signature (signature_id, role, verify_result_id, signed_digest, tool_revision)
     values ($1, 'verifier', $2, $3, $4)`,
    [ids.signatureId, ids.verifyResultId, signed, revision],
  );
  return accepted({ resultDigest: signed, ids });
}

function refuseChangedFacts(live: ProbeFacts, verified: ProbeFacts, units: number): Refusal | null {
  const counts = {
    units: live.units,
    versions: live.versions,
    distinctAddresses: live.distinctAddresses,
    versionSeqOne: live.versionSeqOne,
    anchorEqualsVersion: live.anchorEqualsVersion,
    versionBelongsToUnit: live.versionBelongsToUnit,
    bodyHashMatches: live.bodyHashMatches,
    births: live.births,
    publicationTypeMatches: live.publicationTypeMatches,
    createdByExecutor: live.createdByExecutor,
    asPlanned: live.asPlanned,
    recorded: live.recorded,
    drafts: live.drafts,
  };
  const details = Object.entries(counts)
    .filter(([, count]) => count !== units)
    .map(([name, count]) => `${name}: expected ${units}, found ${count}`);
  if (canonicalJson(live) !== canonicalJson(verified)) {
    details.push("the facts are not those that were verified");
  }
  return details.length === 0 ? null : refusal("STOP_INVARIANT_FAILED", { field: "live facts", details });
}
