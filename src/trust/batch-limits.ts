import type { AskedRequest } from "../domain/asked-request.ts";
import type { BatchMember } from "../domain/batch-request.ts";
import type { Gate } from "../domain/gates.ts";
import { type BatchLimits, MEMBER_TRAITS, type MemberTrait, type Policy } from "../domain/policy.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";

/** Most members that a refusal names. */
const MOST_NAMED = 20;

/** Refuses a batch that the policy does not allow at its gate, or that holds more, or other members, than it allows; null for a single run. */
export function refuseBatchLimits(request: AskedRequest, policy: Policy): Refusal | null {
  return request.schema === "iu-cutter/batch-request/1"
    ? refuseKinds(policy, request.gate, request.members)
    : null;
}

/** What the limits of a policy are about. */
export type LimitedMember = Pick<
  BatchMember,
  "run_id" | "document_id" | "units" | "warnings" | "authoritative" | "concerns"
>;

/** Refuses these members at the gate, by their number, their units, and what they are beside a plain cut. */
export function refuseKinds(policy: Policy, gate: Gate, members: readonly LimitedMember[]): Refusal | null {
  const limits = policy.gates[gate].batch;
  const beyond = refuseMembers(policy, gate, members.length);
  if (beyond !== null || limits === undefined) return beyond;
  // Whatever was drafted in a batch can be taken back in one.
  if (gate === "SG_3_compensation_authz") return null;
  return refuseUnits(members, limits) ?? refuseTraits(members, limits);
}

/** Refuses so many members at the gate, before anything else is known of them. */
export function refuseMembers(policy: Policy, gate: Gate, members: number): Refusal | null {
  const limits = policy.gates[gate].batch;
  if (limits !== undefined && members <= limits.most_members) return null;
  return refusal("STOP_BATCH_NOT_ALLOWED", {
    field: gate,
    expected:
      limits === undefined ? "single runs alone, by the policy" : `at most ${limits.most_members} members`,
    actual: `a batch of ${members}`,
  });
}

function refuseUnits(members: readonly LimitedMember[], { most_units }: BatchLimits): Refusal | null {
  const units = members.reduce((sum, member) => sum + member.units, 0);
  if (units <= most_units) return null;
  return refusal("STOP_BATCH_NOT_ALLOWED", {
    field: "units",
    expected: `at most ${most_units}`,
    actual: String(units),
  });
}

function refuseTraits(members: readonly LimitedMember[], { may_hold = [] }: BatchLimits): Refusal | null {
  const found = members.flatMap((member) => {
    const traits = traitsOf(member).filter((trait) => !may_hold.includes(trait));
    return traits.length === 0 ? [] : [{ member, traits }];
  });
  const [first] = found;
  if (first === undefined) return null;
  return refusal("STOP_BATCH_NOT_ALLOWED", {
    field: first.member.document_id,
    expected:
      may_hold.length === 0 ? "none of the kinds that the policy leaves out" : `only ${may_hold.join(", ")}`,
    actual: first.traits.join(", "),
    details: found
      .slice(0, MOST_NAMED)
      .map(({ member, traits }) => `${member.document_id} (${member.run_id}): ${traits.join(", ")}`),
  });
}

function traitsOf({ authoritative, warnings, concerns }: LimitedMember): readonly MemberTrait[] {
  const has = (trait: MemberTrait) =>
    trait === "authoritative"
      ? authoritative
      : trait === "warnings"
        ? warnings > 0
        : concerns.includes(trait);
  return MEMBER_TRAITS.filter(has);
}
