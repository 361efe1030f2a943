set local role workflow_admin;

-- What the publisher states about the units of a version; every cut of it is compared with them.
alter table cutter_governance.source_document_version_registry
  add column expected_count integer check (expected_count >= 1),
  add column expected_labels_sha256 text check (expected_labels_sha256 ~ '^[0-9a-f]{64}$'),
  add constraint source_document_version_expects_labels check (expected_labels_sha256 is null or expected_count is not null);
