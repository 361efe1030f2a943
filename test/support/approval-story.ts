import { renderStatement } from "../../src/domain/approval.ts";
import type { Gate } from "../../src/domain/gates.ts";
import type { GateRule, Policy } from "../../src/domain/policy.ts";
import { type GateRequest, sealRequest } from "../../src/domain/request.ts";
import { utc } from "../../src/domain/run.ts";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import type { ControlRepo, Signer } from "./control-repo.ts";

export const RUN = "ictr-20260601T090000Z-1a2b3c4d";
export const OTHER_RUN = "ictr-20260601T090000Z-99999999";
export const GATE = "SG_1_cut_authz" satisfies Gate;
export const ISSUED = new Date("2026-06-01T09:10:00Z");
export const SIGNED = new Date("2026-06-01T09:30:00Z");
export const NOW = new Date("2026-06-01T10:00:00Z");
const REVIEW_DECISION = "0b0e8a52-6f1f-4d0e-9a55-3f2f6c2a7f11";

const ZERO = "0".repeat(64);

/** A request that fits the policy text, for the gate of the run. */
export function makeRequest(policyText: string, changes: Partial<GateRequest> = {}): GateRequest {
  const version = Number(/"version": ?([1-9]\d*)/.exec(policyText)?.[1] ?? 1);
  return {
    schema: "iu-cutter/request/1",
    repository_id: "local:test",
    gate: GATE,
    run_id: RUN,
    mode: "LIVE",
    nonce: "00112233445566778899aabbccddeeff",
    issued_utc: utc(ISSUED),
    initiator: "operator",
    document: {
      document_id: "harbour",
      doc_prefix: "HARBOUR",
      title: "Charter of the Harbour of Ostrelle",
      version_id: "5e0cfa8e-55a7-4b6c-8f0e-111111111111",
      version_seq: 1,
      source_sha256: ZERO,
      source_bytes: 3726,
    },
    plan: { writer_digest: ZERO, unit_count: 24, section_types: { article: 24 }, convention: "articles" },
    expected_change: { "public.information_unit": 24 },
    database: {
      name: "kb",
      system_identifier: "7400000000000000001",
      engine: "postgresql",
      schema_sha256: ZERO,
      grants_sha256: ZERO,
      tables: [],
      triggers: [],
      functions: [],
    },
    backup: {
      recipient: "A".repeat(40),
      sha256: ZERO,
      tables: [],
      restore_proof_sha256: ZERO,
      rehearsal_sha256: ZERO,
    },
    pre_sha256: ZERO,
    compensation_plan_sha256: ZERO,
    tool: { version: "0.1.0", sha256: ZERO },
    policy: { version, sha256: sha256Hex(policyText) },
    written: null,
    ...changes,
  };
}

/** A policy in which all of `persons`, or those whom `rule` names, may open every gate. */
export function makePolicy(
  persons: readonly {
    readonly id: string;
    readonly key: { readonly fingerprint: string };
    readonly pin?: Readonly<Record<string, string>>;
    readonly more?: Readonly<Record<string, unknown>>;
  }[],
  changes: Partial<Policy> = {},
  ruleChanges: Partial<GateRule> = {},
): string {
  const rule = {
    persons: persons.map(({ id }) => id),
    quorum: 1,
    initiator_may_approve: false,
    proofs: { any: ["signed_commit" as const] },
    ...ruleChanges,
  };
  const policy = {
    schema: "iu-cutter/policy/1",
    version: 1,
    solo: false,
    persons: persons.map(({ id, key, pin, more }) => ({
      id,
      name: id,
      keys: [{ ...systemOf(id, key.fingerprint), ...pin }],
      ...more,
    })),
    gates: {
      SG_1_cut_authz: rule,
      SG_2_lifecycle_authz: rule,
      SG_3_compensation_authz: rule,
      execution_authz: rule,
    },
    ...changes,
  };
  return `${JSON.stringify(policy, null, 2)}\n`;
}

function systemOf(id: string, fingerprint: string) {
  return fingerprint.startsWith("SHA256:")
    ? { system: "ssh", fingerprint, file: `keys/${id}.pub` }
    : { system: "openpgp", fingerprint, file: `keys/${id}.asc` };
}

/** The two files that open the gate of a request. */
export function approvalFiles(
  request: GateRequest,
  options: { readonly signed?: Date; readonly payloadSha256?: string; readonly person?: string } = {},
): Readonly<Record<string, string>> {
  const suffix = options.person === undefined ? "" : `.${options.person}`;
  const signedUtc = utc(options.signed ?? SIGNED);
  const payloadSha256 = options.payloadSha256 ?? sealRequest(request).payloadSha256;
  const common = { runId: request.run_id, payloadSha256, signedUtc };
  const reviewDecisionId = request.gate === "SG_2_lifecycle_authz" ? REVIEW_DECISION : null;
  const folder = `approvals/${request.run_id}/${request.gate}`;
  return {
    [`${folder}${suffix}.md`]: renderStatement({
      ...common,
      gate: request.gate,
      reviewDecisionId,
      arms: null,
    }),
    [`${folder}.execution${suffix}.md`]: renderStatement({
      ...common,
      gate: "execution_authz",
      reviewDecisionId: null,
      arms: request.gate,
    }),
  };
}

/** main with a policy that the root signed; returns the tip. */
export async function plantPolicy(
  repo: ControlRepo,
  root: { readonly signer: Signer | null },
  policyText: string,
  keyFiles: Readonly<Record<string, string>>,
  options: { readonly at?: Date; readonly parents?: readonly string[] } = {},
): Promise<string> {
  const keys = Object.fromEntries(
    Object.entries(keyFiles).map(([name, text]) => [`approvals/keys/${name}`, text]),
  );
  return await repo.commit({
    files: { "README.md": "control repository\n", "approvals/policy.json": policyText, ...keys },
    signer: root.signer,
    at: options.at ?? new Date("2026-05-01T00:00:00Z"),
    parents: options.parents ?? [],
    message: "Set the approval policy",
    ref: "refs/heads/main",
  });
}
