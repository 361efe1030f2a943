import { type Initiator, parseInitiators } from "../domain/initiator.ts";
import type { GateRule, Policy, PolicyKey, PolicyPerson } from "../domain/policy.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { utc } from "../domain/run.ts";
import type { GoodSignature } from "../domain/signature.ts";
import { readUtc } from "../domain/text-forms.ts";

export interface KeyHolder {
  readonly person: PolicyPerson;
  readonly pin: PolicyKey;
}

/** Finds the person whose key made the signature, by full fingerprint and never by name or address (docs/threats.md rule 4). */
export function judgeKeyHolder(policy: Policy, signature: GoodSignature): Result<KeyHolder> {
  for (const person of policy.persons) {
    const pin = person.keys.find((key) => key.fingerprint === signature.key);
    if (pin !== undefined) return accepted({ person, pin });
  }
  return refused(unknown("a key that the policy pins", signature.key));
}

/**
 * Refuses a signature outside the time in which the policy lets the key count (docs/threats.md C-17, G-41, G-42). `pinnedSince` is when the
 * policy version was signed since which the key is pinned without a gap; null if every version pins it.
 */
export function refuseOutsideWindow(
  { pin }: KeyHolder,
  moments: { readonly signed: Date; readonly firstSeen: Date; readonly pinnedSince: Date | null },
): Refusal | null {
  const begins = [pin.valid_after ? readUtc(pin.valid_after) : null, moments.pinnedSince];
  for (const begin of begins) {
    if (begin !== null && moments.signed < begin) {
      return unknown(`signed after the key began to count, ${utc(begin)}`, utc(moments.signed));
    }
  }
  if (pin.valid_before === undefined) return null;
  const end = readUtc(pin.valid_before);
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

/** Refuses a person whom the rule does not name, and the initiator unless the rule allows it (docs/threats.md G-24, C-18). */
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

/**
 * Whether the person may be one of those who started or moved the run (docs/threats.md C-80). A GitHub account is the person's by its id or by
 * its login, because either may be stale. Where the policy names no account of the system, the person's own id stands for it. Letter case is
 * ignored.
 */
export function isInitiator(person: PolicyPerson, initiator: string): boolean {
  return parseInitiators(initiator).some((each) => {
    if (each.id !== null && each.id === person.github?.id) return true;
    const name = each.name.toLowerCase();
    return namesOf(person, each.system).some((own) => own.toLowerCase() === name);
  });
}

/** Whether the policy names an account by which a run that this person starts could be known as theirs. */
export function hasAccount(person: PolicyPerson): boolean {
  return person.github !== undefined || person.accounts.length > 0;
}

function namesOf({ id, github, accounts }: PolicyPerson, system: Initiator["system"]): readonly string[] {
  const logins = github === undefined ? [] : [github.login];
  if (system === null) return [...accounts, ...logins, id];
  const own = system === "os" ? accounts : logins;
  return own.length > 0 ? own : [id];
}

function unknown(expected: string, actual: string): Refusal {
  return refusal("STOP_APPROVAL_SIGNER_UNKNOWN", { field: "key", expected, actual });
}
