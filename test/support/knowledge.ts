import { createHash } from "node:crypto";
import { installSchema } from "../../src/adapters/postgres/migrate.ts";
import { planFirstCut } from "../../src/document/plan/plan-changes.ts";
import { EFFECTS, type Effect, expectedChange } from "../../src/domain/expected-change.ts";
import type { Gate } from "../../src/domain/gates.ts";
import type { CutPlan, PlannedUnit, SourceVersion } from "../../src/domain/plan.ts";
import { countFirstCut } from "../../src/domain/write-counts.ts";
import type { KnowledgeBase, WriteCommand } from "../../src/ports/knowledge-base.ts";
import type { SqlSource } from "../../src/ports/sql.ts";

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");

/** A plan of `count` articles under `prefix` and the bytes that it was made from; article 1 is the parent of article 2. */
export function makePlan(
  prefix: string,
  count: number,
): { readonly plan: CutPlan; readonly source: Uint8Array } {
  const texts = Array.from(
    { length: count },
    (_, i) => `Article ${i + 1}\nNobody shall change article ${i + 1} of ${prefix}: é.\n`,
  );
  const source = Buffer.from(texts.join(""), "utf8");
  let startByte = 0;
  const units: PlannedUnit[] = texts.map((text, i) => {
    const endByte = startByte + Buffer.byteLength(text);
    const unit = {
      ordinal: i + 1,
      startByte,
      endByte,
      line: 2 * i + 1,
      address: `${prefix}/article-${i + 1}`,
      label: `Article ${i + 1}`,
      title: `Article ${i + 1}`,
      kind: "article",
      sectionType: "body",
      parent: i === 1 ? `${prefix}/article-1` : null,
      repealed: false,
      contentHash: sha256(text),
    };
    startByte = endByte;
    return unit;
  });
  const digest = sha256(source);
  const version: SourceVersion = {
    documentId: `doc-${prefix}`,
    docPrefix: prefix,
    title: prefix,
    authoritative: false,
    convention: null,
    publicationType: "law",
    owner: "registry",
    versionId: `00000000-0000-4000-8000-${digest.slice(0, 12)}`,
    versionSeq: 1,
    sha256: digest,
    sizeBytes: source.length,
  };
  return {
    source,
    plan: {
      source: version,
      units,
      ...planFirstCut(units, version),
      counts: countFirstCut(count),
      histogram: { body: count },
      writerDigest: sha256(`${prefix} ${count}`),
      unitTree: { size: count, root: digest },
    },
  };
}

/** The plan of a first cut into these units. */
export function planOf(plan: CutPlan, units: readonly PlannedUnit[]): CutPlan {
  return { ...plan, units, ...planFirstCut(units, plan.source), counts: countFirstCut(units.length) };
}

/** Installs the schema; throws where it is refused. */
export async function install(sql: SqlSource): Promise<void> {
  await using owner = await sql.open("owner");
  const installed = await installSchema(owner);
  if (!installed.ok) throw new Error(installed.refusal.message);
}

/** Registers the document and the version of a plan, as the owner. */
export async function registerPlan(
  sql: SqlSource,
  made: { readonly plan: CutPlan; readonly source: Uint8Array },
): Promise<void> {
  const { source } = made.plan;
  await using owner = await sql.open("owner");
  await owner.query(
    `insert into cutter_governance.source_document_registry (document_id, doc_prefix, title, publication_type, owner_ref, authoritative)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      source.documentId,
      source.docPrefix,
      source.title,
      source.publicationType,
      source.owner,
      source.authoritative,
    ],
  );
  await owner.query(
    `insert into cutter_governance.source_document_version_registry (version_id, document_id, version_seq, sha256, size_bytes, content)
     values ($1, $2, 1, $3, $4, $5)`,
    [source.versionId, source.documentId, source.sha256, source.sizeBytes, made.source],
  );
}

const GATE_OF: Readonly<Partial<Record<Effect, Gate>>> = {
  cut_leg_a: "SG_1_cut_authz",
  lifecycle_enact: "SG_2_lifecycle_authz",
  compensation: "SG_3_compensation_authz",
};

export const RUN_ID = "ictr-20261121T090000Z-1a2b3c4d";

function approvalOf(gate: Gate, nonce: string) {
  return {
    gate,
    nonce,
    approvalCommit: "a".repeat(40),
    executionCommit: "b".repeat(40),
    persons: ["sovereign"],
    keys: ["C".repeat(40)],
    signedUtc: "2026-11-21T09:30:00Z",
  };
}

/** A complete, allowed command for `effect`; `changes` spoils or varies it. */
export async function commandFor(
  knowledge: KnowledgeBase,
  made: { readonly plan: CutPlan; readonly source: Uint8Array },
  effect: Effect,
  changes: Partial<WriteCommand> = {},
): Promise<WriteCommand> {
  const runId = changes.runId ?? RUN_ID;
  const gate = GATE_OF[effect];
  const nonce = sha256(`${runId} ${gate ?? "SG_1_cut_authz"}`).slice(0, 32);
  const payloadSha256 = changes.payloadSha256 ?? sha256(nonce);
  const approval = gate ? approvalOf(gate, nonce) : null;
  return {
    runId,
    fence: 0,
    plan: made.plan,
    source: made.source,
    payloadSha256,
    approval: approval && {
      ...approval,
      permitId: await knowledge.permit({
        runId,
        payloadSha256,
        approval,
        plan: made.plan,
        written: effect === "compensation" ? null : made.plan,
      }),
    },
    base: {
      facts: await knowledge.baseFacts(made.plan.source.docPrefix, "all"),
      holds: EFFECTS.slice(0, EFFECTS.indexOf(effect)),
      change: expectedChange(effect, made.plan.counts),
      scope: "all",
    },
    toolRevision: "0.1.0",
    expectedChange: expectedChange(effect, made.plan.counts),
    schemaSha256: changes.schemaSha256 ?? (await knowledge.schemaFacts()).sha256,
    systemIdentifier: (await knowledge.identity()).systemIdentifier,
    stillAllowed: async () => null,
    remember: async () => {},
    ...changes,
  };
}
