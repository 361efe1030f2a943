import { type Policy, policySchema, RULE_NAMES } from "../../domain/policy.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { POLICY_PATH } from "../../domain/run-paths.ts";
import { parseStrictJson } from "../../json/parse-strict-json.ts";

export const MAX_POLICY_BYTES = 262_144;

/** Parses `approvals/policy.json`; the refusal lists every fault of form, or if there is none, every contradiction. */
export function parsePolicy(bytes: Uint8Array): Result<Policy> {
  if (bytes.length > MAX_POLICY_BYTES) return invalid([`larger than ${MAX_POLICY_BYTES} bytes`]);
  const json = parseStrictJson(bytes);
  if (!json.ok) return invalid([json.fault]);
  const parsed = policySchema.safeParse(json.value);
  if (!parsed.success) {
    return invalid(
      parsed.error.issues.map((issue) => `${issue.path.join(".") || "policy"}: ${issue.message}`),
    );
  }
  const findings = findContradictions(parsed.data);
  return findings.length === 0 ? accepted(parsed.data) : invalid(findings);
}

/** Contradictions between values, which the schema of single values cannot see. */
function findContradictions(policy: Policy): readonly string[] {
  const findings: string[] = [];
  const ids = policy.persons.map((person) => person.id);
  const known = new Set(ids);
  const once = (values: readonly (string | number)[], what: string) => {
    const seen = new Set<string | number>();
    const twice = values.find((value) => {
      const isKnown = seen.has(value);
      seen.add(value);
      return isKnown;
    });
    if (twice !== undefined) findings.push(`${what} ${JSON.stringify(twice)} stands twice`);
  };
  once(ids, "the person");
  once(
    policy.persons.flatMap((person) => (person.github ? [person.github.id] : [])),
    "the GitHub account",
  );
  once(
    policy.persons.flatMap((person) => person.accounts.map((account) => account.toLowerCase())),
    "the account",
  );
  const keys = policy.persons.flatMap((person) => person.keys);
  once(
    keys.map((key) => key.fingerprint),
    "the key",
  );
  for (const name of RULE_NAMES) {
    const rule = policy.gates[name];
    once(rule.persons, `gates.${name}: the person`);
    for (const id of rule.persons) {
      if (!known.has(id)) findings.push(`gates.${name}: no person ${JSON.stringify(id)}`);
    }
  }
  for (const person of policy.persons) {
    const own = new Set(person.keys.map((key) => key.fingerprint));
    for (const key of person.keys) {
      if (key.replaced_by === undefined) continue;
      if (key.valid_before === undefined)
        findings.push(`key ${key.fingerprint}: replaced_by needs valid_before`);
      if (!own.has(key.replaced_by) || key.replaced_by === key.fingerprint) {
        findings.push(`key ${key.fingerprint}: replaced_by names no other key of ${person.id}`);
      }
    }
  }
  return findings;
}

function invalid(details: readonly string[]) {
  return refused(refusal("STOP_POLICY_INVALID", { field: POLICY_PATH, actual: details[0] ?? "", details }));
}
