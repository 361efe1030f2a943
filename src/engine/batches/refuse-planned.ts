import { evidenceOf } from "../../domain/evidence.ts";
import type { Gate } from "../../domain/gates.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { type LimitedMember, refuseKinds } from "../../trust/batch-limits.ts";
import { concernsAt } from "../gates/position-concerns.ts";
import { foldJournal } from "../session/fold-journal.ts";
import { wayOutOfUnallowed } from "./ask-round.ts";
import { openMembers } from "./batch-position.ts";
import type { BatchSession } from "./batch-session.ts";

/** Before anything is backed up: what the policy says of the planned members, at both gates. What could be drafted and never enacted is not begun. */
export async function refusePlanned(session: BatchSession): Promise<Refusal | null> {
  const { parts, folder } = session;
  await parts.repository.refresh();
  const policy = await parts.judge.policy();
  if (!policy.ok) return policy.refusal;
  const gates = ["SG_1_cut_authz", "SG_2_lifecycle_authz"] as const;
  for (const gate of gates) {
    const found = await refuseAt(session, policy.value.policy, gate);
    if (found !== null) return { ...found, wayOut: wayOutOfUnallowed(folder.runId) };
  }
  return null;
}

async function refuseAt(session: BatchSession, policy: Policy, gate: Gate): Promise<Refusal | null> {
  const members: LimitedMember[] = [];
  for (const { runId } of openMembers(session.position)) {
    const view = runId === null ? null : await session.memberParts.sidecar.peekRun(runId);
    if (view === null || !view.ok) continue;
    const position = foldJournal(view.value.entries);
    const { evidence, run } = position;
    const { source } = evidenceOf(evidence, "source_pin");
    members.push({
      run_id: run.runId,
      document_id: source.documentId,
      units: evidenceOf(evidence, "cutplan").unitCount,
      warnings: evidenceOf(evidence, "mark").warnings.length,
      authoritative: source.authoritative,
      concerns: [...concernsAt(position, gate)],
    });
  }
  return refuseKinds(policy, gate, members);
}
