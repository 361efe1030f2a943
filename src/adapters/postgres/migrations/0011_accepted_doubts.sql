set local role workflow_admin;

-- Codes of the doubts about the cut that the operator accepted when this version was registered.
alter table cutter_governance.source_document_version_registry
  add column accepted_doubts text[] not null default '{}';
