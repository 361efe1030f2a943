import { z } from "zod";
import { MOST_MEMBERS } from "./batch.ts";
import { CONCERNS, type Concern } from "./concern-names.ts";
import { GATE_NAMES, type Gate } from "./gates.ts";
import { utcText } from "./text-forms.ts";

/** Words in the names of other files of a run's folder; no person may have one as an id. */
const RESERVED_IDS = ["request", "execution", "withdrawal", "approval", "policy", "keys"];

export const personIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, "1 to 32 characters a-z, 0-9 and hyphen, beginning with a letter")
  .refine((id) => !RESERVED_IDS.includes(id), "a reserved word");

/** The period in which a key counts; outside it the key is treated as not pinned. */
const keyWindow = {
  /** Signatures made before this moment do not count. */
  valid_after: utcText.optional(),
  /** From this moment on no signature of the key counts, whatever time the signature claims. */
  valid_before: utcText.optional(),
  /** Full fingerprint of the same person's next key; requires `valid_before`, which ends the overlap. */
  replaced_by: z.string().optional(),
};

const policyKeySchema = z.discriminatedUnion("system", [
  z.strictObject({
    system: z.literal("openpgp"),
    fingerprint: z
      .string()
      .regex(
        /^(?:[0-9A-F]{40}|[0-9A-F]{64})$/,
        "the full fingerprint of the primary key, 40 or 64 upper-case hex digits",
      ),
    file: z.string().regex(/^keys\/[A-Za-z0-9][A-Za-z0-9._-]*\.asc$/, "keys/<name>.asc"),
    ...keyWindow,
  }),
  z.strictObject({
    system: z.literal("ssh"),
    fingerprint: z
      .string()
      .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, "SHA256:<43 base64 characters>, as ssh-keygen -l prints it"),
    file: z.string().regex(/^keys\/[A-Za-z0-9][A-Za-z0-9._-]*\.pub$/, "keys/<name>.pub"),
    ...keyWindow,
  }),
]);

const proofSchema = z.enum(["signed_commit", "merged_pr"]);

/** Persons who must approve. */
const quorumSchema = z.number().int().min(1).max(16);

/** What a member of a batch may be that is not allowed unless the policy names it. */
export const MEMBER_TRAITS = [
  "authoritative",
  "warnings",
  "retire",
  "correct",
  "retroactive",
  "lineage",
] as const;
export type MemberTrait = (typeof MEMBER_TRAITS)[number];

const batchLimitsSchema = z.strictObject({
  most_members: z.number().int().min(1).max(MOST_MEMBERS),
  /** Over all members. */
  most_units: z.number().int().min(1).max(10_000_000),
  /** Left out: a batch holds no member of any of these kinds. */
  may_hold: z.array(z.enum(MEMBER_TRAITS)).max(MEMBER_TRAITS.length).exactOptional(),
});

export type BatchLimits = z.infer<typeof batchLimitsSchema>;

const gateRuleSchema = z.strictObject({
  /** Ids of the persons who may open the gate. */
  persons: z.array(personIdSchema).min(1).max(64),
  /** How many of them must approve; persons count, not keys. */
  quorum: quorumSchema,
  /** How many of them must approve where the request does one of these; the highest number counts. */
  quorum_for: z.partialRecord(z.enum(CONCERNS), quorumSchema).exactOptional(),
  /** What a batch of this gate may hold; without it no batch is allowed. */
  batch: batchLimitsSchema.exactOptional(),
  /** How long before a request the whole base may have been recomputed last; without it that is told and not judged. */
  audit_max_age_hours: z
    .number()
    .int()
    .min(1)
    .max(24 * 366)
    .exactOptional(),
  /** True where the person who started the run counts. */
  initiator_may_approve: z.boolean(),
  /** `any` of the proofs, or `all` of them. */
  proofs: z.union([
    z.strictObject({ any: z.array(proofSchema).min(1).max(2) }),
    z.strictObject({ all: z.array(proofSchema).min(1).max(2) }),
  ]),
});

/**
 * `approvals/policy.json`: who may open which gate, with which keys. Trusted only when its last change is signed by a root key that is
 * pinned outside the repository (docs/system.md section 4).
 */
export const policySchema = z.strictObject({
  schema: z.literal("iu-cutter/policy/1"),
  /** Grows with every change; a version older than one already seen is refused. */
  version: z.number().int().positive().max(Number.MAX_SAFE_INTEGER),
  /** True states explicitly that one person alone can start a run and open its gates. */
  solo: z.boolean(),
  persons: z
    .array(
      z.strictObject({
        id: personIdSchema,
        name: z.string().min(1).max(128),
        /** Immutable numeric id of the GitHub account, for merged pull requests, and its login, for people to read. */
        github: z.strictObject({ id: z.number().int().positive(), login: z.string().min(1) }).optional(),
        /** Operating system accounts under which the person starts runs, for the four-eyes rule. */
        accounts: z.array(z.string().min(1)).max(32).default([]),
        keys: z.array(policyKeySchema).max(32).default([]),
      }),
    )
    .min(1)
    .max(64),
  gates: z.strictObject(ruleSchemas()),
});

/** One rule for each gate, and one for the execution authorisation. */
function ruleSchemas(): Record<Gate | "execution_authz", typeof gateRuleSchema> {
  const rules = Object.fromEntries(GATE_NAMES.map((gate) => [gate, gateRuleSchema]));
  return { ...(rules as Record<Gate, typeof gateRuleSchema>), execution_authz: gateRuleSchema };
}

export type Policy = z.infer<typeof policySchema>;
export type PolicyPerson = Policy["persons"][number];
export type PolicyKey = z.infer<typeof policyKeySchema>;
export type GateRule = z.infer<typeof gateRuleSchema>;
export type Proof = z.infer<typeof proofSchema>;
export type RuleName = keyof Policy["gates"];

export const RULE_NAMES: readonly RuleName[] = [...GATE_NAMES, "execution_authz"];

/** The rule of a gate, its accepted proofs, and whether all of them are required. */
export function ruleOf(
  policy: Policy,
  name: Gate | "execution_authz",
): GateRule & { readonly needsAll: boolean; readonly accepted: readonly Proof[] } {
  const rule = policy.gates[name];
  const needsAll = "all" in rule.proofs;
  return { ...rule, needsAll, accepted: "all" in rule.proofs ? rule.proofs.all : rule.proofs.any };
}

/** Of these concerns, those for which a rule asks more persons than for everything else. */
export function raisingConcerns(
  { quorum, quorum_for }: GateRule,
  concerns: readonly Concern[],
): readonly Concern[] {
  return concerns.filter((concern) => (quorum_for?.[concern] ?? 0) > quorum);
}

/** How many persons must approve a request that has these concerns. */
export function quorumFor({ quorum, quorum_for }: GateRule, concerns: readonly Concern[]): number {
  return Math.max(quorum, ...concerns.map((concern) => quorum_for?.[concern] ?? 0));
}
