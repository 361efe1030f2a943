set local role workflow_admin;

-- Codes of the doubts about the cut that the operator accepted when this version was registered; null in versions of earlier releases.
-- The default comes after the column: one that comes with it fills the old rows in the catalog alone, which a restored dump does not have.
alter table cutter_governance.source_document_version_registry add column accepted_doubts text[];
alter table cutter_governance.source_document_version_registry alter column accepted_doubts set default '{}';
