import { createHash } from "node:crypto";
import type { SqlSession } from "../../src/ports/sql.ts";

/** What a test registers beside the text of a document. */
export interface DocumentPlan {
  readonly prefix?: string;
  readonly title?: string;
  readonly convention?: string;
  readonly expectedCount?: number;
  readonly acceptedDoubts?: readonly string[];
}

/** Registers the document of a number with the given text, without a look at its cut, and returns its id. */
export async function registerDocument(
  owner: SqlSession,
  document: DocumentPlan & { readonly number: number; readonly text: string },
): Promise<string> {
  const { number, text, prefix, title, convention, expectedCount, acceptedDoubts } = document;
  const documentId = `document-${number}`;
  const bytes = Buffer.from(text);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await owner.query(
    `insert into cutter_governance.source_document_registry
       (document_id, doc_prefix, title, publication_type, owner_ref, authoritative, convention)
     values ($1, $2, $3, 'law', 'operator', false, $4)`,
    [documentId, prefix ?? `LAW-${number}`, title ?? `Law ${number}`, convention ?? null],
  );
  await owner.query(
    `insert into cutter_governance.source_document_version_registry
       (version_id, document_id, version_seq, sha256, size_bytes, content, expected_count, accepted_doubts)
     values (gen_random_uuid(), $1, 1, $2, $3, $4, $5, $6)`,
    [documentId, sha256, bytes.length, bytes, expectedCount ?? null, acceptedDoubts ?? []],
  );
  return documentId;
}
