import { CONCERNS } from "../../domain/concern-names.ts";
import {
  type GateRule,
  type Policy,
  type PolicyKey,
  type PolicyPerson,
  quorumFor,
  RULE_NAMES,
  type RuleName,
  raisingConcerns,
  ruleOf,
} from "../../domain/policy.ts";
import { utc } from "../../domain/run.ts";
import type { SignerFacts } from "../../domain/signature.ts";
import { readUtc } from "../../domain/text-forms.ts";
import { isSolo, isSoloGate, listUnprovable, type PinnedKey } from "./safety.ts";

export interface PolicyExplanation {
  readonly version: number;
  readonly solo: boolean;
  readonly gates: readonly GateExplanation[];
  /** What a person should know although nothing refuses it: keys that may not sign or end soon, persons whom no gate names. */
  readonly notices: readonly string[];
  /** What of four eyes can't be known: persons of whom the policy names no account of a system on which runs are started. */
  readonly unknowns: readonly string[];
}

interface GateExplanation {
  readonly gate: RuleName;
  readonly quorum: number;
  /** How many it asks for where a request repeals, corrects, reaches back or rests on stated lineage, if that is said. */
  readonly quorumFor: NonNullable<GateRule["quorum_for"]>;
  readonly proofs: string;
  /** Persons who can give the proofs that the gate asks for at this moment. */
  readonly able: readonly string[];
  /** Persons whom the rule names but who cannot give its proofs, each with the reason. */
  readonly unable: readonly string[];
  readonly initiatorMayApprove: boolean;
  readonly finding: "nobody" | "alone" | "together";
  /** The finding as a sentence. */
  readonly sentence: string;
}

const SOON_DAYS = 30;
const DAY_MS = 24 * 3600 * 1000;

/** What a policy permits at a moment, gate by gate: who can open it, whether nobody can, and whether one person is enough. */
export function explainPolicy(policy: Policy, keys: readonly PinnedKey[], now: Date): PolicyExplanation {
  const gates = RULE_NAMES.map((name) => explainGate(policy, keys, name, now));
  return {
    version: policy.version,
    solo: isSolo(policy),
    gates,
    notices: [
      ...keyNotices(keys),
      ...endingKeys(keys, now),
      ...unnamedPersons(policy),
      ...gates.flatMap(unmetConcerns),
    ],
    unknowns: listUnknowns(policy),
  };
}

function explainGate(policy: Policy, keys: readonly PinnedKey[], name: RuleName, now: Date): GateExplanation {
  const rule = ruleOf(policy, name);
  const named = policy.persons.filter((person) => rule.persons.includes(person.id));
  const lacks = (person: PolicyPerson) => {
    const missing = rule.accepted.flatMap((proof) => {
      const why = proof === "signed_commit" ? lacksKey(person, keys, now) : lacksAccount(person);
      return why === null ? [] : [why];
    });
    const isAble = rule.needsAll ? missing.length === 0 : missing.length < rule.accepted.length;
    return isAble ? null : missing.join(" and ");
  };
  const able = named.filter((person) => lacks(person) === null).map((person) => person.id);
  const unable = named.flatMap((person) => {
    const why = lacks(person);
    return why === null ? [] : [`${person.id}: ${why}`];
  });
  const finding = able.length < rule.quorum ? "nobody" : rule.quorum === 1 ? "alone" : "together";
  return {
    gate: name,
    quorum: rule.quorum,
    quorumFor: rule.quorum_for ?? {},
    proofs: `${rule.needsAll ? "all" : "any"} of ${rule.accepted.join(", ")}`,
    able,
    unable,
    initiatorMayApprove: rule.initiator_may_approve,
    finding,
    sentence: [
      describe(finding, {
        able,
        quorum: rule.quorum,
        isSolo: isSoloGate(policy, name),
        unprovable: listUnprovable(policy, name).filter((id) => able.includes(id)),
      }),
      ...raisingConcerns(rule, CONCERNS).map(
        (concern) => `For ${concern} it takes ${quorumFor(rule, [concern])}.`,
      ),
    ].join(" "),
  };
}

function unmetConcerns({ gate, able, quorumFor, finding }: GateExplanation): readonly string[] {
  if (finding === "nobody") return [];
  return CONCERNS.filter((concern) => (quorumFor[concern] ?? 0) > able.length).map(
    (concern) =>
      `${gate}: nobody can open it for ${concern}, which asks for ${quorumFor[concern]}; ${able.length} can prove themselves`,
  );
}

function describe(
  finding: GateExplanation["finding"],
  facts: {
    readonly able: readonly string[];
    readonly quorum: number;
    readonly isSolo: boolean;
    readonly unprovable: readonly string[];
  },
): string {
  if (finding === "nobody") {
    return `This gate can't be opened by anyone: it asks for ${facts.quorum} and ${facts.able.length} can prove themselves.`;
  }
  if (finding === "together") return `This gate takes ${facts.quorum} of ${facts.able.join(", ")} together.`;
  const who = facts.able.length === 1 ? facts.able[0] : `any one of ${facts.able.join(", ")}`;
  if (facts.isSolo)
    return `This gate can be opened by ${who} alone, even for a run that the same person started.`;
  return facts.unprovable.length > 0
    ? `This gate can be opened by ${who} alone; whether ${facts.unprovable.join(" or ")} started the run can't be known.`
    : `This gate can be opened by ${who} alone, but not for a run that the same person started.`;
}

function lacksKey(person: PolicyPerson, keys: readonly PinnedKey[], now: Date): string | null {
  const own = keys.filter((key) => key.person.id === person.id);
  if (own.length === 0) return "no key";
  if (own.some((key) => isUsable(key, now))) return null;
  return `no key that counts now (${own.flatMap((key) => whyUnusable(key, now)).join("; ")})`;
}

function lacksAccount(person: PolicyPerson): string | null {
  return person.github === undefined ? "no GitHub account" : null;
}

function isUsable({ pin, facts }: PinnedKey, now: Date): boolean {
  return (
    whyOutside(pin, now) === null && (facts?.signers ?? []).some((signer) => whyDead(signer, now) === null)
  );
}

function whyUnusable({ pin, facts }: PinnedKey, now: Date): readonly string[] {
  const outside = whyOutside(pin, now);
  const dead = (facts?.signers ?? []).flatMap((signer) => whyDead(signer, now) ?? []);
  return (outside === null ? dead : [outside]).map((why) => `${pin.file}: ${why}`);
}

function whyOutside({ valid_after, valid_before }: PolicyKey, now: Date): string | null {
  if (valid_after !== undefined && now < readUtc(valid_after)) return `counts from ${valid_after}`;
  return valid_before !== undefined && now >= readUtc(valid_before) ? `counted until ${valid_before}` : null;
}

function whyDead({ fingerprint, revokedBy, expiresAt, endedBy }: SignerFacts, now: Date): string | null {
  if (revokedBy !== null) return `${fingerprint} is revoked by ${revokedBy}`;
  if (expiresAt === null || expiresAt > now) return null;
  return `${fingerprint} ended ${utc(expiresAt)} by ${endedBy}`;
}

function keyNotices(keys: readonly PinnedKey[]): readonly string[] {
  return keys.flatMap(({ person, pin, facts }) =>
    (facts?.notices ?? []).map((notice) => `${person.id}: ${pin.file}: ${notice}`),
  );
}

function endingKeys(keys: readonly PinnedKey[], now: Date): readonly string[] {
  return keys.flatMap(({ person, pin, facts }) => {
    const ends = [
      ...(pin.valid_before === undefined ? [] : [readUtc(pin.valid_before)]),
      ...(facts?.signers ?? []).flatMap((signer) => signer.expiresAt ?? []),
    ];
    const soonest = ends.sort((a, b) => a.getTime() - b.getTime())[0];
    const [revokedBy = null, ...others] = (facts?.signers ?? []).map((signer) => signer.revokedBy);
    if (revokedBy !== null && !others.includes(null))
      return [`${person.id}: ${pin.file} is revoked by ${revokedBy}`];
    if (soonest === undefined || soonest.getTime() - now.getTime() > SOON_DAYS * DAY_MS) return [];
    return [`${person.id}: ${pin.file} ${soonest <= now ? "ended" : "ends"} ${utc(soonest)}`];
  });
}

function listUnknowns(policy: Policy): readonly string[] {
  const counted = RULE_NAMES.map((name) => policy.gates[name]).filter((rule) => !rule.initiator_may_approve);
  return policy.persons
    .filter(({ id }) => counted.some((rule) => rule.persons.includes(id)))
    .flatMap(({ id, github, accounts }) => [
      ...(github === undefined
        ? [`${id}: no \`github\`, so a run that this person starts on GitHub isn't known as theirs`]
        : []),
      ...(accounts.length === 0
        ? [
            `${id}: no \`accounts\`, so a run that this person starts from the command line isn't known as theirs`,
          ]
        : []),
    ]);
}

function unnamedPersons(policy: Policy): readonly string[] {
  const named = new Set(RULE_NAMES.flatMap((name) => policy.gates[name].persons));
  return policy.persons
    .filter(({ id }) => !named.has(id))
    .map(({ id }) => `${id}: no gate names this person`);
}
