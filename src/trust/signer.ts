import type { GateRule, Policy, PolicyKey, PolicyPerson } from "../domain/policy.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { utc } from "../domain/run.ts";
import type { GoodSignature } from "../domain/signature.ts";

export interface KeyHolder {
  readonly person: PolicyPerson;
  readonly pin: PolicyKey;
}

/** Whose key made the signature: by full fingerprint, never by name or address (docs/threats.md rule 4). */
export function judgeKeyHolder(policy: Policy, signature: GoodSignature): Result<KeyHolder> {
  for (const person of policy.persons) {
    const pin = person.keys.find((key) => key.fingerprint === signature.key);
    if (pin !== undefined) return accepted({ person, pin });
  }
  return refused(unknown("a key that the policy pins", signature.key));
}

/**
 * The time in which the policy lets the key count (docs/threats.md C-17, G-41, G-42). `pinnedSince` is when a later policy version first
 * pinned the key; null: the first version did.
 */
export function refuseOutsideWindow(
  { pin }: KeyHolder,
  moments: { readonly signed: Date; readonly firstSeen: Date; readonly pinnedSince: Date | null },
): Refusal | null {
  const begins = [pin.valid_after ? new Date(pin.valid_after) : null, moments.pinnedSince];
  for (const begin of begins) {
    if (begin !== null && moments.signed < begin) {
      return unknown(`signed after the key began to count, ${utc(begin)}`, utc(moments.signed));
    }
  }
  if (pin.valid_before === undefined) return null;
  const end = new Date(pin.valid_before);
  if (moments.firstSeen < end && moments.signed < end) return null;
  const actual = `signed ${utc(moments.signed)}, first seen ${utc(moments.firstSeen)}`;
  if (pin.replaced_by !== undefined) {
    return unknown(`before ${pin.replaced_by} took over, ${utc(end)}`, actual);
  }
  return refusal("STOP_APPROVAL_KEY_EXPIRED", {
    field: "valid_before",
    expected: `before ${utc(end)}`,
    actual,
  });
}

/** May this person open the gate at all, and is it not the one who started the run (docs/threats.md G-24, C-18)? */
export function refuseUnauthorised(
  person: PolicyPerson,
  rule: GateRule,
  facts: { readonly gate: string; readonly initiator: string },
): Refusal | null {
  if (!rule.persons.includes(person.id)) {
    return refusal("STOP_APPROVAL_SIGNER_NOT_AUTHORISED", {
      field: facts.gate,
      expected: rule.persons.join(", "),
      actual: person.id,
    });
  }
  if (rule.initiator_may_approve || !isInitiator(person, facts.initiator)) return null;
  return refusal("STOP_APPROVAL_SELF", {
    field: facts.gate,
    expected: `somebody other than ${facts.initiator}`,
    actual: person.id,
  });
}

/** An initiator is `os:<account>`, `github:<login>`, or a bare name that may be either or the person's id; letter case never tells people apart. */
export function isInitiator(person: PolicyPerson, initiator: string): boolean {
  const system = ["os", "github"].find((each) => initiator.startsWith(`${each}:`));
  const name = system === undefined ? initiator : initiator.slice(system.length + 1);
  const names = [
    ...(system === "github" ? [] : person.accounts),
    ...(system !== "os" && person.github ? [person.github.login] : []),
    ...(system === undefined ? [person.id] : []),
  ];
  return names.some((own) => own.toLowerCase() === name.toLowerCase());
}

function unknown(expected: string, actual: string): Refusal {
  return refusal("STOP_APPROVAL_SIGNER_UNKNOWN", { field: "key", expected, actual });
}
