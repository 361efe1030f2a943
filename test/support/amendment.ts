import { createHash } from "node:crypto";
import type { DocumentHead } from "../../src/domain/document-head.ts";
import type { CutPlan } from "../../src/domain/plan.ts";
import {
  OPEN,
  type Operation,
  type PlannedChange,
  type PlannedLink,
} from "../../src/domain/planned-change.ts";
import type { KnowledgeBase } from "../../src/ports/knowledge-base.ts";
import type { SqlSource } from "../../src/ports/sql.ts";
import { commandFor } from "./knowledge.ts";

export interface Made {
  readonly plan: CutPlan;
  readonly source: Uint8Array;
}

/** What an amendment does to one unit, by its address of birth; what is left out stays as it is. */
export interface Step {
  readonly operation: Operation;
  readonly unit: string;
  readonly address?: string;
  readonly text?: string;
  readonly title?: string;
  readonly parent?: string | null;
  readonly position?: string;
  /** Null where no day is recorded. */
  readonly effectiveFrom?: string | null;
}

interface AmendmentOptions {
  /** Of the steps that name none. */
  readonly effectiveFrom?: string;
  readonly citation?: string;
  readonly lineage?: readonly PlannedLink[];
  readonly versionSeq?: number;
}

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");

/** A plan that changes the units of a head, as `makePlan` makes one that cuts them. */
export function makeAmendment(
  { plan }: Made,
  { changeSetId, head }: { readonly changeSetId: string; readonly head: DocumentHead },
  steps: readonly Step[],
  { effectiveFrom = OPEN, citation, lineage = [], versionSeq = 2 }: AmendmentOptions = {},
): Made {
  const placed = steps.map((step, index) => ({ step, index, ...textOf(step, versionSeq) }));
  const front = `Version ${versionSeq}\n`;
  const source = Buffer.from([front, ...placed.map(({ text }) => text)].join(""), "utf8");
  let startByte = front.length;
  const changes = placed.map(({ step, text }, index): PlannedChange => {
    const { operation, unit } = step;
    const base = [...head.units].find((one) => one.unit === unit) ?? null;
    const [start, end] = [startByte, startByte + Buffer.byteLength(text)];
    startByte = end;
    return {
      ordinal: operation === "retire" ? 0 : index + 1,
      startByte: operation === "retire" ? 0 : start,
      endByte: operation === "retire" ? 0 : end,
      operation,
      unit,
      address: step.address ?? base?.address ?? unit,
      title: step.title ?? base?.title ?? `Title of ${unit}`,
      kind: base?.kind ?? "article",
      sectionType: base?.sectionType ?? "body",
      parent: step.parent === undefined ? (base?.parent ?? null) : step.parent,
      position: step.position ?? base?.position ?? String(1000 + index),
      contentHash: sha256(text),
      base: base && { versionId: base.versionId, address: base.address, contentHash: base.contentHash },
      effectiveFrom: step.effectiveFrom === undefined ? effectiveFrom : step.effectiveFrom,
    };
  });
  const digest = sha256(JSON.stringify([[...source], steps, versionSeq, changeSetId]));
  const version = {
    ...plan.source,
    versionId: `00000000-0000-4000-9000-${digest.slice(0, 12)}`,
    versionSeq,
    sha256: sha256(source),
    sizeBytes: source.length,
    base: { changeSetId, versionId: plan.source.versionId, reverted: 0 },
    ...(citation === undefined ? {} : { citation }),
  };
  const births = steps.filter(({ operation }) => operation === "create").length;
  const repeals = steps.filter(({ operation }) => operation === "retire").length;
  return {
    source,
    plan: {
      source: version,
      units: [],
      changes: changes.sort(
        (a, b) =>
          Number(a.position) - Number(b.position) || Buffer.compare(Buffer.from(a.unit), Buffer.from(b.unit)),
      ),
      lineage,
      counts: {
        units: births,
        versions: steps.length,
        blocks: steps.length - repeals,
        effects: steps.filter((step) => step.effectiveFrom !== null).length,
        lineage: lineage.length,
      },
      histogram: { body: steps.length - repeals },
      writerDigest: digest,
      unitTree: { size: steps.length, root: digest },
    },
  };
}

function textOf({ operation, unit, text }: Step, versionSeq: number): { readonly text: string } {
  return { text: operation === "retire" ? "" : (text ?? `Text ${versionSeq} of ${unit}: é.\n`) };
}

/** Registers the source version of an amendment of a document that is registered, as the owner. */
export async function registerAmendment(sql: SqlSource, { plan, source }: Made): Promise<void> {
  const { versionId, documentId, versionSeq, sha256: digest, sizeBytes, citation = null } = plan.source;
  await using owner = await sql.open("owner");
  await owner.query(
    `insert into cutter_governance.source_document_version_registry
       (version_id, document_id, version_seq, sha256, size_bytes, content, citation)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [versionId, documentId, versionSeq, digest, sizeBytes, source, citation],
  );
}

/** A run that stands behind its last effect. */
export interface Written {
  readonly made: Made;
  readonly runId: string;
  readonly changeSetId: string;
  readonly head: DocumentHead;
}

/** Writes the plan up to the phase before its enactment, or through it; throws where anything is refused. */
export async function write(
  knowledge: KnowledgeBase,
  made: Made,
  {
    runId,
    enact = true,
    reviewDecisionId,
  }: {
    readonly runId: string;
    readonly enact?: boolean;
    readonly reviewDecisionId: string;
  },
): Promise<Written> {
  const { sha256: schemaSha256 } = await knowledge.schemaFacts();
  const command = (effect: Parameters<typeof commandFor>[2]) =>
    commandFor(knowledge, made, effect, { runId, schemaSha256 });
  const must = async (reply: ReturnType<KnowledgeBase["cutLegA"]>) => {
    const found = await reply;
    if (!found.ok) throw new Error(JSON.stringify(found.refusal));
    return found.value;
  };
  await must(knowledge.cutLegA(await command("cut_leg_a")));
  const ledger = await must(knowledge.recordLegB(await command("leg_b_record")));
  await must(knowledge.recordVerification(await command("write_verify"), await knowledge.probe(made.plan)));
  const changeSetId = ledger.ids["changeSetId"] ?? "";
  if (enact) await must(knowledge.enact({ ...(await command("lifecycle_enact")), reviewDecisionId }));
  return { made, runId, changeSetId, head: await knowledge.documentHead(changeSetId) };
}
