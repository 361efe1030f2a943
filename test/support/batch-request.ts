import { DEFAULT_RULES } from "../../src/domain/batch.ts";
import { type BatchMember, type BatchRequest, batchRequestSchema } from "../../src/domain/batch-request.ts";

const DIGEST = "0123456789abcdef".repeat(4);
let made = 0;

/** A member that no two calls make alike. */
export function member(change: Partial<BatchMember> = {}): BatchMember {
  made += 1;
  const hex = made.toString(16).padStart(8, "0");
  return {
    run_id: `ictr-20261121T090000Z-${hex}`,
    payload_sha256: DIGEST.slice(8) + hex,
    document_id: `law-${made}`,
    title: `Law ${made}`,
    source_sha256: DIGEST,
    units: 3,
    writes: 3,
    class: "first cut, article",
    warnings: 0,
    authoritative: false,
    concerns: [],
    ...change,
  };
}

/** A request of SG_1 for a batch, with its totals made from the members. */
export function batchRequest(change: Partial<BatchRequest> = {}): BatchRequest {
  const members = change.members ?? [member(), member()];
  const sum = (count: (one: BatchMember) => number) => members.reduce((all, one) => all + count(one), 0);
  return batchRequestSchema.parse({
    schema: "iu-cutter/batch-request/1",
    repository_id: "github.com/o/r",
    gate: "SG_1_cut_authz",
    batch_id: "ictb-20261121T090000Z-1a2b3c4d",
    mode: "LIVE",
    nonce: "0123456789abcdef".repeat(2),
    issued_utc: "2026-11-21T09:00:00Z",
    control_commit: "0123456789".repeat(4),
    initiator: "operator",
    totals: {
      members: members.length,
      units: sum(({ units }) => units),
      writes: sum(({ writes }) => writes),
      warnings: sum(({ warnings }) => warnings),
    },
    expected_change: {},
    rules: DEFAULT_RULES,
    window_hours: 24,
    database: {
      name: "kb",
      system_identifier: "1",
      engine: "postgresql",
      schema_sha256: DIGEST,
      grants_sha256: DIGEST,
    },
    backup: {
      recipient: "F".repeat(40),
      sha256: DIGEST,
      restore_proof_sha256: DIGEST,
      rehearsals_sha256: DIGEST,
      adapter: "pg_dump",
    },
    base: { others: "all", documents: 2, heads_sha256: DIGEST, audited_utc: null, audit_sha256: null },
    tool: { version: "1.0.0", sha256: DIGEST },
    policy: { version: 1, sha256: DIGEST },
    list: [],
    ...change,
    members,
  });
}
