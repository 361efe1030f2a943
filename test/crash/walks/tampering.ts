import { forgeSql, psqlNow } from "../../support/psql.ts";
import type { TestSetup } from "../../support/test-setup.ts";

const SOURCES = "cutter_governance.source_document_version_registry";
const VERSIONS = "public.unit_version";

/** What is done to documents past the cutter, and mended. */
export class Tampering {
  readonly setup: TestSetup;
  readonly exchanged = new Set<string>();
  readonly forged = new Set<string>();

  constructor(setup: TestSetup) {
    this.setup = setup;
  }

  /** What was registered about the cut of a document; only the owner with the trigger off can. */
  exchangeSource(documentId: string): void {
    this.exchanged.add(documentId);
    this.#past(
      SOURCES,
      `update ${SOURCES} set accepted_doubts = accepted_doubts || '{EXCHANGED}' where document_id = '${documentId}'`,
    );
  }

  mendSource(documentId: string): void {
    this.exchanged.delete(documentId);
    this.#past(
      SOURCES,
      `update ${SOURCES} set accepted_doubts = array_remove(accepted_doubts, 'EXCHANGED') where document_id = '${documentId}'`,
    );
  }

  async forgeDrafts(documentId: string): Promise<void> {
    await using owner = await this.setup.owner();
    const { rows } =
      await owner.query(`select v.id from ${VERSIONS} v, public.information_unit u, cutter_governance.source_document_registry d
      where d.doc_prefix = u.doc_code and v.unit_id = u.id and d.document_id = '${documentId}' and u.lifecycle_status = 'draft'`);
    if (rows.length === 0) return;
    this.forged.add(documentId);
    psqlNow(
      this.setup,
      forgeSql(
        VERSIONS,
        `update ${VERSIONS} v set body = v.body || '!FORGED', content_hash = encode(sha256(convert_to(v.body || '!FORGED', 'UTF8')), 'hex') ${OF_DRAFTS(documentId)} and u.lifecycle_status = 'draft'`,
      ),
    );
  }

  mendDrafts(documentId: string): void {
    this.forged.delete(documentId);
    psqlNow(
      this.setup,
      forgeSql(
        VERSIONS,
        `update ${VERSIONS} v set body = replace(v.body, '!FORGED', ''), content_hash = encode(sha256(convert_to(replace(v.body, '!FORGED', ''), 'UTF8')), 'hex') ${OF_DRAFTS(documentId)} and v.body like '%!FORGED'`,
      ),
    );
  }

  #past(table: string, statement: string): void {
    psqlNow(
      this.setup,
      `begin; alter table ${table} disable trigger d_immutable; ${statement}; alter table ${table} enable always trigger d_immutable; commit`,
    );
  }
}

const OF_DRAFTS = (documentId: string) =>
  `from public.information_unit u join cutter_governance.source_document_registry d on d.doc_prefix = u.doc_code where v.unit_id = u.id and d.document_id = '${documentId}'`;
