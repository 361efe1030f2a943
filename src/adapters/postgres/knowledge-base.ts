import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { SqlSession, SqlSource } from "../../ports/sql.ts";
import { compareSchema } from "./compare-schema.ts";
import { keepSessions } from "./connection/kept-sessions.ts";
import { stopping } from "./connection/stopping.ts";
import { readCatalogOnce } from "./contract/catalog-memory.ts";
import { contractDifferences } from "./contract/contract.ts";
import { type Catalog, schemaFactsOf } from "./contract/schema-facts.ts";
import { readAlteredUnits } from "./reads/altered-units.ts";
import { auditBase } from "./reads/audit.ts";
import { readBaseFacts } from "./reads/base-facts.ts";
import { digestDocuments } from "./reads/chain.ts";
import { readClaims } from "./reads/claims.ts";
import {
  readBoundaryDays,
  readDatedVersions,
  readEnactedSets,
  readOpenDays,
} from "./reads/days-of-effect.ts";
import { readAsOf, readBase, readBodies, readHead } from "./reads/document-head.ts";
import { readRowsLeftBy, readUnaccountedRows } from "./reads/document-rows.ts";
import {
  findDocument,
  planUnits,
  readIdentity,
  readLineageText,
  readNow,
  readSizeBytes,
  readSource,
  readVocabulary,
} from "./reads/documents.ts";
import { readKeepsJournals } from "./reads/keeps-journals.ts";
import { nameRows } from "./reads/name-rows.ts";
import { openPart } from "./reads/part-snapshot.ts";
import { probe } from "./reads/probe.ts";
import { openSnapshot } from "./reads/snapshot.ts";
import { readWrittenTree } from "./reads/written-tree.ts";
import { compensate } from "./writes/compensate.ts";
import { enact } from "./writes/enact.ts";
import { readFence, takeFence } from "./writes/fence.ts";
import { foundChain } from "./writes/found-chain.ts";
import { createLegA, EXECUTOR } from "./writes/leg-a.ts";
import { recordLegB } from "./writes/leg-b.ts";
import { permitEffect } from "./writes/permit-effect.ts";
import { readApprovalUse, readCommitted, readLedgerRows, readReceipt } from "./writes/receipts.ts";
import { recomputeReceipts } from "./writes/recompute-receipts.ts";
import { recordVerification } from "./writes/record-verification.ts";
import { isDocumentLocked, readDraftWriters, readMembersOf, readRunLedger } from "./writes/run-ledger.ts";
import { setEffect } from "./writes/set-effect.ts";
import { runWriteTransaction } from "./writes/write-transaction.ts";

/**
 * The governed knowledge base over a database of either engine. What verifies what was written, and a snapshot, open a session of their own;
 * what reads or writes may have one that has ended well and was made as new.
 */
export function createKnowledgeBase(sql: SqlSource): KnowledgeBase {
  const kept = keepSessions(sql);

  async function reading<T>(read: (session: SqlSession) => Promise<T>): Promise<T> {
    await using session = await kept.open("verify");
    return await read(session);
  }

  /** The catalog in one snapshot. */
  async function readCatalogNow(): Promise<Catalog> {
    return reading(async (session) => {
      const begun = session.query("begin isolation level repeatable read read only");
      const [, catalog] = await Promise.all([begun, readCatalogOnce(session, sql)]);
      await session.query("commit");
      return catalog;
    });
  }

  return {
    engine: sql.engine,
    identity: stopping(() => reading(readIdentity)),
    now: stopping(() => reading(readNow)),
    openWritingLane: stopping(async () => (await kept.open("exec"))[Symbol.asyncDispose]()),
    sizeBytes: stopping(() => reading(readSizeBytes)),
    findDocument: stopping((documentId, versionId) => findDocument(kept, documentId, versionId)),
    readSource: stopping((versionId) => reading((session) => readSource(session, versionId))),
    vocabulary: stopping(() => readVocabulary(kept)),
    documentBase: stopping((documentId) => reading((session) => readBase(session, documentId))),
    documentHead: stopping((changeSetId) => reading((session) => readHead(session, changeSetId))),
    asOf: stopping((documentId, days) => reading((session) => readAsOf(session, documentId, days))),
    bodies: stopping((versionIds) => reading((session) => readBodies(session, versionIds))),
    enactedSets: stopping((documentId) => reading((session) => readEnactedSets(session, documentId))),
    datedVersions: stopping((changeSetId, butRun) =>
      reading((session) => readDatedVersions(session, changeSetId, butRun)),
    ),
    boundaryDays: stopping((documentId, after) =>
      reading((session) => readBoundaryDays(session, documentId, after)),
    ),
    openDays: stopping(() => reading(readOpenDays)),
    lineageText: stopping((versionId) => reading((session) => readLineageText(session, versionId))),
    planUnits: stopping((plan, source) => reading((session) => planUnits(session, plan, source, EXECUTOR))),
    openSnapshot: stopping(() => openSnapshot(sql)),
    openPart: stopping(() => openPart(sql)),
    digestDocuments: stopping((documents) => reading((session) => digestDocuments(session, documents))),
    baseFacts: stopping((docPrefix, scope) => readBaseFacts(kept, docPrefix, scope)),
    alteredUnits: stopping((docPrefix) => readAlteredUnits(kept, docPrefix)),
    unaccountedRows: stopping((docPrefix) => readUnaccountedRows(kept, docPrefix)),
    writtenTree: stopping((runId) => readWrittenTree(sql, runId)),
    nameRows: stopping((docPrefix, tables) => nameRows(kept, docPrefix, tables)),
    auditBase: stopping((onDocument) => auditBase(kept, onDocument)),
    foundChain: stopping((docPrefix) => foundChain(sql, docPrefix)),
    rowsLeftBy: stopping((runId, docPrefix) => readRowsLeftBy(kept, runId, docPrefix)),
    schemaFacts: stopping(async () => schemaFactsOf(await readCatalogNow())),
    contractDifferences: stopping(async () => contractDifferences(await readCatalogNow())),
    installDifferences: stopping(() => reading((session) => compareSchema(session))),
    receipt: stopping((runId, effect) => reading((session) => readReceipt(session, runId, effect))),
    approvalUse: stopping((runId, gate) => readApprovalUse(kept, runId, gate)),
    keepsJournals: stopping(() => reading(readKeepsJournals)),
    readFence: stopping((id) => reading((session) => readFence(session, id))),
    takeFence: stopping((id, number) => takeFence(kept, id, number)),
    ledgerRows: stopping((runId) => reading((session) => readLedgerRows(session, runId))),
    ledgerOf: stopping((runId) => readRunLedger(kept, runId)),
    recomputeReceipts: stopping((runId, plan) => recomputeReceipts(kept, runId, plan)),
    membersOf: stopping((batchId) => reading((session) => readMembersOf(session, batchId))),
    isDocumentLocked: stopping((docPrefix) => reading((session) => isDocumentLocked(session, docPrefix))),
    draftWriters: stopping((docPrefix) => reading((session) => readDraftWriters(session, docPrefix))),
    claims: stopping(() => reading(readClaims)),
    permit: stopping((order) => permitEffect(kept, order)),
    cutLegA: (command) => runWriteTransaction(kept, command, createLegA),
    probe: stopping((plan) => probe(sql, plan)),
    recordLegB: (command) => runWriteTransaction(kept, command, recordLegB),
    recordVerification: (command, facts) => runWriteTransaction(kept, command, recordVerification(facts)),
    enact: (command) => runWriteTransaction(kept, command, enact(command.reviewDecisionId)),
    setEffect: (command) => runWriteTransaction(kept, command, setEffect),
    compensate: (command) => runWriteTransaction(kept, command, compensate),
    committedBy: stopping((runId, docPrefix) => readCommitted(kept, runId, docPrefix)),
    [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
  };
}
