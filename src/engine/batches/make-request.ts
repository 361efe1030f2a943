import type { Batch } from "../../domain/batch.ts";
import { type BatchMember, type BatchRequest, batchRequestSchema } from "../../domain/batch-request.ts";
import { concernsOfRequest } from "../../domain/concerns.ts";
import { evidenceOf, writeCountsOf } from "../../domain/evidence.ts";
import { GATES, type Gate } from "../../domain/gates.ts";
import type { JournalHead } from "../../domain/journal-head.ts";
import type { GateRequest } from "../../domain/request.ts";
import { digestOf } from "../../json/canonical-json.ts";
import type { EngineSettings } from "../session/engine-parts.ts";
import type { RunPosition } from "../session/run-position.ts";

/** A member that waits at the gate, with its own request. */
export interface AskedMember {
  readonly position: RunPosition;
  readonly request: GateRequest;
  readonly payloadSha256: string;
}

/**
 * What a request of the batch says of a member, and what it binds of it. Everything else of the member's journal and request is let go as soon as
 * it was read: of thousands of members it would not fit into memory.
 */
export interface ListedMember {
  readonly member: BatchMember;
  /** What all members of a request have in common, before the first write their backup too. */
  readonly shared: Readonly<Record<"database" | "schema" | "code" | "backup" | "policy", string>>;
  readonly expectedChange: Readonly<Record<string, number>>;
  readonly rehearsalSha256: string;
  /** The files that list the member's units, in the folder of its run. */
  readonly lists: readonly { readonly name: string; readonly sha256: string }[];
}

export function listMember(asked: AskedMember): ListedMember {
  const { request, position } = asked;
  const { database, backup, tool, policy } = request;
  return {
    member: describeMember(asked),
    shared: {
      database: `${database.name} on ${database.system_identifier}`,
      schema: database.schema_sha256,
      code: tool.sha256,
      backup: backup.sha256,
      policy: policy.sha256,
    },
    expectedChange: request.expected_change,
    rehearsalSha256: backup.rehearsal_sha256,
    lists: evidenceOf(position.evidence, "cutplan").shown?.list ?? [],
  };
}

export interface BatchMoment {
  readonly gate: Gate;
  readonly nonce: string;
  readonly issuedUtc: string;
  readonly initiator: string;
  readonly policy: { readonly version: number; readonly sha256: string };
  readonly controlCommit: string;
  /** Where the journal of the batch stands. */
  readonly journal: JournalHead;
  readonly list: BatchRequest["list"];
}

/** The request of a round: what an approval of the whole batch binds. What all members have in common is taken from the request of the first. */
export function buildBatchRequest(
  batch: Batch,
  settings: EngineSettings,
  { first, listed }: { readonly first: GateRequest; readonly listed: readonly ListedMember[] },
  moment: BatchMoment,
): BatchRequest {
  const { database, backup, base } = first;
  const members = listed.map(({ member }) => member);
  const sum = (count: (member: BatchMember) => number) =>
    members.reduce((total, member) => total + count(member), 0);
  return batchRequestSchema.parse({
    schema: "iu-cutter/batch-request/1",
    repository_id: settings.repositoryId,
    gate: moment.gate,
    batch_id: batch.batchId,
    mode: "LIVE",
    nonce: moment.nonce,
    issued_utc: moment.issuedUtc,
    control_commit: moment.controlCommit,
    journal: moment.journal,
    initiator: moment.initiator,
    members,
    totals: {
      members: members.length,
      units: sum(({ units }) => units),
      writes: sum(({ writes }) => writes),
      warnings: sum(({ warnings }) => warnings),
    },
    expected_change: sumOfRows(listed.map(({ expectedChange }) => expectedChange)),
    rules: batch.rules,
    window_hours: GATES[moment.gate].lifetimeHours,
    database: {
      name: database.name,
      system_identifier: database.system_identifier,
      engine: database.engine,
      schema_sha256: database.schema_sha256,
      grants_sha256: database.grants_sha256,
    },
    backup: {
      recipient: backup.recipient,
      sha256: backup.sha256,
      restore_proof_sha256: backup.restore_proof_sha256,
      rehearsals_sha256: digestOf(listed.map(({ rehearsalSha256 }) => rehearsalSha256)),
      adapter: backup.adapter,
      ...(backup.increment === undefined ? {} : { increment: backup.increment }),
      ...(backup.copies === undefined ? {} : { copies: backup.copies }),
    },
    base,
    tool: { version: settings.tool.version, sha256: settings.tool.sha256 },
    policy: moment.policy,
    list: [...moment.list],
  });
}

function sumOfRows(changes: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sum: Record<string, number> = {};
  for (const change of changes)
    for (const [table, rows] of Object.entries(change)) sum[table] = (sum[table] ?? 0) + rows;
  return sum;
}

/** What the signed list says of a member; all of it follows from the member's own request and its plan. */
export function describeMember({ position, request, payloadSha256 }: AskedMember): BatchMember {
  const { run, evidence } = position;
  const { source } = evidenceOf(evidence, "source_pin");
  const mark = evidenceOf(evidence, "mark");
  const nature = request.plan.amendment?.nature ?? "first cut";
  return {
    run_id: run.runId,
    payload_sha256: payloadSha256,
    document_id: source.documentId,
    title: source.title,
    source_sha256: source.sha256,
    ...(request.plan.unit_tree === undefined ? {} : { unit_tree: request.plan.unit_tree }),
    units: request.plan.unit_count,
    writes: writeCountsOf(evidence).versions,
    class: `${nature}, ${mark.convention}`,
    warnings: mark.warnings.length,
    authoritative: source.authoritative,
    concerns: [...concernsOfRequest(request)],
  };
}
