set local role workflow_admin;

create table public.information_unit (
  id uuid primary key default gen_random_uuid(),
  canonical_address text not null unique
    check (canonical_address ~ '^[A-Z][A-Z0-9-]{1,31}(/[^/[:space:][:cntrl:]]+)+$' and length(canonical_address) <= 1024),
  unit_kind text not null,
  lifecycle_status text not null default 'draft' references public.iu_lifecycle_vocab (status),
  content_anchor_ref uuid not null,
  version_anchor_ref uuid not null,
  owner_ref text not null check (owner_ref <> ''),
  parent_or_container_ref uuid references public.information_unit (id),
  conformance_status text not null default 'open' check (conformance_status in ('open', 'conforming', 'deviating')),
  identity_profile jsonb not null check (identity_profile ? 'publication_type'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by text not null check (created_by <> ''),
  updated_by text not null check (updated_by <> ''),
  deleted_at timestamptz,
  doc_code text not null check (starts_with(canonical_address, doc_code || '/')),
  section_type text not null,
  section_code text not null,
  sort_order integer not null check (sort_order >= 1),
  check (parent_or_container_ref <> id)
);

create index information_unit_document on public.information_unit (doc_code, sort_order);

create table public.unit_version (
  id uuid primary key default gen_random_uuid(),
  unit_id uuid not null references public.information_unit (id),
  body text not null check (body <> ''),
  content_hash text not null check (content_hash = encode(sha256(convert_to(body, 'UTF8')), 'hex')),
  version_seq integer not null check (version_seq >= 1),
  lifecycle_status text not null default 'draft' references public.iu_lifecycle_vocab (status),
  content_profile jsonb not null,
  created_at timestamptz not null default now(),
  created_by text not null check (created_by <> ''),
  title text not null,
  description text,
  review_state text not null default 'unreviewed' check (review_state in ('unreviewed', 'approved', 'withdrawn')),
  provenance text not null,
  editor text not null,
  enacted_at timestamptz,
  updated_at timestamptz not null default now(),
  unique (unit_id, version_seq),
  check ((enacted_at is not null) = (lifecycle_status in ('enacted', 'superseded', 'retired')))
);

-- A unit and its version are born together: both anchors are judged when the transaction ends.
alter table public.information_unit
  add constraint information_unit_version_anchor_fkey foreign key (version_anchor_ref)
    references public.unit_version (id) deferrable initially deferred,
  add constraint information_unit_content_anchor_fkey foreign key (content_anchor_ref)
    references public.unit_version (id) deferrable initially deferred;

-- `xact` and `born_at` equal those of the receipt of the transaction in which the unit was born.
create table public.birth_registry (
  unit_id uuid primary key references public.information_unit (id),
  canonical_address text not null,
  doc_code text not null,
  born_by text not null,
  born_at timestamptz not null default now(),
  session_role text not null default session_user,
  xact xid8 not null default pg_current_xact_id()
);
