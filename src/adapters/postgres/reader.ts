import type { BaseReader } from "../../ports/reader.ts";
import type { SqlSource } from "../../ports/sql.ts";
import { readChanges } from "./reads/reader-changes.ts";
import {
  countInForce,
  findReadDocument,
  listUnits,
  readDocuments,
  readRegistered,
  recordedUntil,
} from "./reads/reader-documents.ts";
import { readExported } from "./reads/reader-exported.ts";
import { readEnactments, readLeaves } from "./reads/reader-leaves.ts";
import { openReaderSession } from "./reads/reader-session.ts";
import { findUnits, readLineage, readText, readUnenacted } from "./reads/reader-units.ts";

/** One snapshot of the base under the reader's login. */
export async function openBaseReader(sql: SqlSource): Promise<BaseReader> {
  const session = await openReaderSession(sql);
  return {
    documents: (time) => readDocuments(session, time),
    findDocument: (name) => findReadDocument(session, name),
    countInForce: (documentId, time) => countInForce(session, documentId, time),
    units: (documentId, time) => listUnits(session, documentId, time),
    findUnits: (documentId, address, knownAt) => findUnits(session, documentId, address, knownAt),
    enactments: (versionId, knownAt) => readEnactments(session, versionId, knownAt),
    leaves: (run) => readLeaves(session, run),
    text: (version) => readText(session, version),
    lineage: (unitIds, knownAt) => readLineage(session, unitIds, knownAt),
    unenacted: (documentId, address) => readUnenacted(session, documentId, address),
    changes: (documentId, days) => readChanges(session, documentId, days),
    registered: (knownAt) => readRegistered(session, knownAt),
    recordedUntil: (documentId) => recordedUntil(session, documentId),
    exported: (documentId, time) => readExported(session, documentId, time),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
