import type { TestSetup } from "./test-setup.ts";

const SOURCES = "cutter_governance.source_document_version_registry";

/** Exchanges what was registered about the cut of documents, as only the owner with the trigger off can. */
export async function exchangeDoubts(setup: TestSetup, documentIds: readonly string[]): Promise<void> {
  await using owner = await setup.owner();
  const named = documentIds.map((id) => `'${id}'`).join(", ");
  for (const statement of [
    `alter table ${SOURCES} disable trigger d_immutable`,
    `update ${SOURCES} set accepted_doubts = '{EXCHANGED}' where document_id in (${named})`,
    `alter table ${SOURCES} enable always trigger d_immutable`,
  ])
    await owner.query(statement);
}
