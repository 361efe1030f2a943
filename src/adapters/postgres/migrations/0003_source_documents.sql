set local role workflow_admin;

create table cutter_governance.source_document_registry (
  document_id text primary key check (document_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$'),
  doc_prefix text not null unique check (doc_prefix ~ '^[A-Z][A-Z0-9-]{1,31}$'),
  title text not null check (title <> ''),
  publication_type text not null,
  owner_ref text not null check (owner_ref <> ''),
  convention text,
  authoritative boolean not null,
  reserved_prefix_named boolean not null default false,
  registered_at timestamptz not null default now(),
  registered_by text not null default session_user
);

-- One immutable snapshot a row: the bytes and the digest that names them can't drift apart.
create table cutter_governance.source_document_version_registry (
  version_id uuid primary key,
  document_id text not null references cutter_governance.source_document_registry (document_id),
  version_seq integer not null check (version_seq >= 1),
  sha256 text not null,
  size_bytes bigint not null check (size_bytes > 0),
  content bytea not null,
  registered_at timestamptz not null default now(),
  registered_by text not null default session_user,
  unique (document_id, version_seq),
  unique (document_id, sha256),
  check (sha256 = encode(sha256(content), 'hex')),
  check (size_bytes = octet_length(content))
);
