import type { AskedRequest } from "../domain/asked-request.ts";
import type { BatchMember } from "../domain/batch-request.ts";
import { type BatchLimits, MEMBER_TRAITS, type MemberTrait, type Policy } from "../domain/policy.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";

/** Most members that a refusal names. */
const MOST_NAMED = 20;

/** Refuses a batch that the policy does not allow at its gate, or that holds more, or other members, than it allows; null for a single run. */
export function refuseBatchLimits(request: AskedRequest, policy: Policy): Refusal | null {
  if (request.schema !== "iu-cutter/batch-request/1") return null;
  const limits = policy.gates[request.gate].batch;
  if (limits === undefined)
    return refusal("STOP_BATCH_NOT_ALLOWED", {
      field: request.gate,
      expected: "single runs alone, by the policy",
      actual: `a batch of ${request.members.length}`,
    });
  return refuseSize(request.members, limits) ?? refuseTraits(request.members, limits);
}

function refuseSize(members: readonly BatchMember[], limits: BatchLimits): Refusal | null {
  const units = members.reduce((sum, member) => sum + member.units, 0);
  const found = [
    ["members", limits.most_members, members.length],
    ["units", limits.most_units, units],
  ] as const;
  const over = found.find(([, most, actual]) => actual > most);
  if (over === undefined) return null;
  const [field, most, actual] = over;
  return refusal("STOP_BATCH_NOT_ALLOWED", { field, expected: `at most ${most}`, actual: String(actual) });
}

function refuseTraits(members: readonly BatchMember[], { may_hold = [] }: BatchLimits): Refusal | null {
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

function traitsOf({ authoritative, warnings, concerns }: BatchMember): readonly MemberTrait[] {
  const has = (trait: MemberTrait) =>
    trait === "authoritative"
      ? authoritative
      : trait === "warnings"
        ? warnings > 0
        : concerns.includes(trait);
  return MEMBER_TRAITS.filter(has);
}
