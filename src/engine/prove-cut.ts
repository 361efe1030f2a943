import { derivedId } from "../domain/derived-id.ts";
import type { Evidence, EvidenceSoFar } from "../domain/evidence.ts";
import { refuseInterrupted } from "../domain/interruption.ts";
import type { SourceVersion } from "../domain/plan.ts";
import { RefusalError } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { makeRunId, utc } from "../domain/run.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import { CutDocumentMemory } from "../phases/cut-document-memory.ts";
import type { PhaseContext } from "../phases/phase.ts";
import type { Backup } from "../ports/backup.ts";
import type { KnowledgeBase, StoredSource } from "../ports/knowledge-base.ts";
import type { SourceRegistry } from "../ports/source-registry.ts";
import type { SqlSource } from "../ports/sql.ts";
import type { EngineParts } from "./session/engine-parts.ts";

export interface ProofParts
  extends Pick<
    EngineParts,
    | "clock"
    | "random"
    | "progress"
    | "backup"
    | "openKnowledgeBase"
    | "knowledgeBaseOf"
    | "phases"
    | "settings"
    | "interrupted"
    | "redact"
  > {
  /** The registry of documents of the restored copy. */
  readonly openRegistry: (sql: SqlSource) => Promise<SourceRegistry>;
}

const TEXT = "# Toy\n\n## Article 1\n\nThe first text.\n\n## Article 2\n\nThe second text.\n";

/**
 * Proves that a cut will go through: plans a toy document, takes a backup, restores it, registers the document on the copy alone, and rehearses
 * the cut and its undoing there, by the phases of a run themselves. The live database is only read, the backup is not kept, and there is no run.
 */
export async function proveCut(parts: ProofParts): Promise<Result<Evidence["pre_write_backup"]>> {
  await using live = await parts.openKnowledgeBase();
  const toy = await makeToy(parts, live);
  const context = contextOf(parts, live, toy);
  let evidence: EvidenceSoFar = {};
  for (const name of ["source_pin", "mark", "cutplan"] as const) {
    const asked = refuseInterrupted(parts.interrupted);
    if (asked) return refused(asked);
    const result = await parts.phases.cut[name]({ ...context, evidence });
    if (!result.ok) return result;
    evidence = { ...evidence, [name]: result.value.evidence };
  }
  const proved = await parts.phases.cut.pre_write_backup({ ...context, evidence });
  return proved.ok ? accepted(proved.value.evidence) : proved;
}

interface Toy {
  readonly source: SourceVersion;
  readonly stored: StoredSource;
}

/** A document under names that nothing in the database has. */
async function makeToy({ random }: ProofParts, live: KnowledgeBase): Promise<Toy> {
  const { publicationTypes } = await live.vocabulary();
  const own = Buffer.from(random.bytes(4)).toString("hex");
  const documentId = `doctor-${own}`;
  const bytes = Buffer.from(TEXT);
  const sha256 = sha256Hex(bytes);
  const source: SourceVersion = {
    documentId,
    docPrefix: documentId.toUpperCase(),
    title: "Toy document of the doctor",
    authoritative: false,
    convention: null,
    publicationType: publicationTypes.includes("law") ? "law" : (publicationTypes[0] ?? "law"),
    owner: "doctor",
    versionId: derivedId("source_version", documentId, sha256),
    versionSeq: 1,
    sha256,
    sizeBytes: bytes.length,
  };
  return { source, stored: { ...source, bytes } };
}

function contextOf(parts: ProofParts, live: KnowledgeBase, toy: Toy): PhaseContext {
  const startedAt = parts.clock.now();
  const { tool, initiator } = parts.settings;
  // The document is registered on the copy alone; for the phases before, the live database seems to have it.
  const withToy: KnowledgeBase = {
    ...live,
    findDocument: async () => toy.source,
    readSource: async () => toy.stored,
    planUnits: async () => [],
  };
  return {
    run: {
      runId: makeRunId(startedAt, parts.random.bytes(4)),
      documentId: toy.source.documentId,
      mode: "LIVE",
      initiator,
      startedUtc: utc(startedAt),
      toolVersion: tool.version,
      toolSha256: tool.sha256,
    },
    fence: 0,
    settings: parts.settings,
    evidence: {},
    cutDocumentMemory: new CutDocumentMemory(),
    phases: parts.phases.cut,
    live: withToy,
    target: withToy,
    handOver: () => undefined,
    knowledgeBaseOf: parts.knowledgeBaseOf,
    backup: registering(parts, live, toy),
    backupFolder: parts.settings.backupFolder,
    gate: null,
    baseline: () => Promise.reject(new Error("the proof has no baseline but that of its backup")),
    stillAllowed: async () => null,
    committing: {},
    remember: async () => undefined,
    redact: parts.redact,
    writeFile: async () => undefined,
    keepBase: async (facts) => facts,
    progress: parts.progress,
    interrupted: parts.interrupted,
  };
}

/** Backups that are not kept, and whose restored copies have the toy document. */
function registering({ backup, openRegistry }: ProofParts, live: KnowledgeBase, toy: Toy): Backup {
  return {
    ...backup,
    async take(order) {
      const taken = await backup.take({ ...order, live, isTrial: true });
      if (!taken.ok) return taken;
      try {
        await using registry = await openRegistry(taken.value.restored.sql);
        const stored = await registry.store(
          { ...toy.source, reservedPrefixNamed: false, lineage: null },
          toy.stored.bytes,
        );
        const committed = stored.ok ? await registry.commit() : stored;
        if (!committed.ok) throw new RefusalError(committed.refusal);
        return taken;
      } catch (cause) {
        await taken.value.restored[Symbol.asyncDispose]();
        throw cause;
      }
    },
  };
}
