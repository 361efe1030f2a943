import type { Policy, PolicyKey, PolicyPerson, RuleName } from "../../domain/policy.ts";
import { RULE_NAMES } from "../../domain/policy.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { POLICY_PATH } from "../../domain/run-paths.ts";
import type { KeyFacts } from "../../domain/signature.ts";
import { readUtc } from "../../domain/text-forms.ts";
import { weaknessOfAlgorithm } from "../key-strength.ts";
import { hasAccount } from "../signer.ts";

/** A key of the policy with what its file holds; `facts` is null if the file is missing, too large or not a regular file. */
export interface PinnedKey {
  readonly person: PolicyPerson;
  readonly pin: PolicyKey;
  readonly facts: KeyFacts | null;
}

/** The longest time during which a replaced key and its successor may both count. */
const MAX_OVERLAP_DAYS = 30;
const DAY_MS = 24 * 3600 * 1000;

/** Refuses a policy that pins an unsafe key, or that hides that one person is enough (docs/threats.md G-10, rule 4). */
export function refuseUnsafePolicy(policy: Policy, keys: readonly PinnedKey[]): Refusal | null {
  const findings = [...keys.flatMap(findKeyFaults), ...findSharedSigners(keys), ...findHiddenSolo(policy)];
  if (findings.length === 0) return null;
  return refusal("STOP_POLICY_UNSAFE", {
    field: POLICY_PATH,
    actual: findings[0] ?? "",
    details: findings,
  });
}

/** Whether the policy lets one person alone both start a run and open this gate of it. */
export function isSoloGate(policy: Policy, name: RuleName): boolean {
  const rule = policy.gates[name];
  return rule.quorum === 1 && rule.initiator_may_approve;
}

/**
 * Persons whom the rule counts unless they started the run, although the policy names no account by which that could be known: for them four
 * eyes can't be shown (docs/threats.md C-82).
 */
export function listUnprovable(policy: Policy, name: RuleName): readonly string[] {
  const rule = policy.gates[name];
  if (rule.initiator_may_approve) return [];
  return policy.persons
    .filter((person) => rule.persons.includes(person.id) && !hasAccount(person))
    .map(({ id }) => id);
}

/** Whether one person alone can both start a run and open a gate of it, by the policy's leave or because nothing would tell. */
export function isSolo(policy: Policy): boolean {
  return RULE_NAMES.some(
    (name) =>
      isSoloGate(policy, name) ||
      (policy.gates[name].quorum === 1 && listUnprovable(policy, name).length > 0),
  );
}

function findKeyFaults({ person, pin, facts }: PinnedKey): readonly string[] {
  const name = `${person.id}: ${pin.file}`;
  if (facts === null) return [`${name}: no such regular file under approvals/`];
  const faults = findFaultsOfFile(facts).map((fault) => `${name}: ${fault}`);
  if (facts.fingerprint !== pin.fingerprint) {
    faults.push(`${name}: holds ${facts.fingerprint || "no key"}, the policy pins ${pin.fingerprint}`);
  }
  return [...faults, ...findLongOverlap(person, pin)];
}

/** Why a key file may not be pinned, by a policy or as a root key, one sentence each. */
export function findFaultsOfFile({ problems, signers, notices }: KeyFacts): readonly string[] {
  if (problems.length > 0) return problems;
  if (signers.length === 0) return [`holds no key that can sign${notices.map((why) => `; ${why}`).join("")}`];
  return signers.flatMap(({ fingerprint, algorithm }) => {
    const weakness = weaknessOfAlgorithm(algorithm);
    return weakness === null ? [] : [`${fingerprint} is too weak (${weakness})`];
  });
}

function findLongOverlap(person: PolicyPerson, pin: PolicyKey): readonly string[] {
  const successor = person.keys.find((key) => key.fingerprint === pin.replaced_by);
  if (successor?.valid_after === undefined || pin.valid_before === undefined) return [];
  const overlapMs = readUtc(pin.valid_before).getTime() - readUtc(successor.valid_after).getTime();
  if (overlapMs <= MAX_OVERLAP_DAYS * DAY_MS) return [];
  return [`${person.id}: ${pin.file} and its successor overlap by more than ${MAX_OVERLAP_DAYS} days`];
}

/** A key that two pins hold would count as two persons, or as whichever person is listed first. */
function findSharedSigners(keys: readonly PinnedKey[]): readonly string[] {
  const seen = new Map<string, string>();
  const faults: string[] = [];
  for (const { pin, facts } of keys) {
    for (const signer of facts?.signers ?? []) {
      const other = seen.get(signer.fingerprint);
      if (other !== undefined) faults.push(`${signer.fingerprint} stands in ${other} and in ${pin.file}`);
      seen.set(signer.fingerprint, pin.file);
    }
  }
  return faults;
}

function findHiddenSolo(policy: Policy): readonly string[] {
  if (policy.solo) return [];
  return RULE_NAMES.filter((name) => isSoloGate(policy, name)).map(
    (name) => `gates.${name}: one person alone can start a run and open this gate; say so with "solo": true`,
  );
}
