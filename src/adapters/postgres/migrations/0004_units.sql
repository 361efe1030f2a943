set local role workflow_admin;

create table public.information_unit (
  id uuid primary key default gen_random_uuid(),
  canonical_address text not null unique,
  unit_kind text not null,
  lifecycle_status text not null default 'draft',
  content_anchor_ref uuid not null,
  version_anchor_ref uuid not null,
  owner_ref text not null,
  parent_or_container_ref uuid references public.information_unit (id),
  conformance_status text not null default 'open',
  identity_profile jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by text not null,
  updated_by text not null,
  deleted_at timestamptz,
  doc_code text not null,
  section_type text not null,
  section_code text not null,
  sort_order integer not null,
  constraint information_unit_one_anchor check (content_anchor_ref = version_anchor_ref)
);

create index information_unit_document on public.information_unit (doc_code, sort_order);

create table public.unit_version (
  id uuid primary key default gen_random_uuid(),
  unit_id uuid not null references public.information_unit (id),
  body text not null,
  content_hash text not null
    constraint unit_version_content_hash check (content_hash = encode(sha256(convert_to(body, 'UTF8')), 'hex')),
  version_seq integer not null,
  lifecycle_status text not null default 'draft',
  content_profile jsonb not null,
  created_at timestamptz not null default now(),
  created_by text not null,
  title text not null,
  description text,
  review_state text not null default 'unreviewed',
  provenance text not null,
  editor text not null,
  enacted_at timestamptz,
  updated_at timestamptz not null default now(),
  unique (unit_id, version_seq),
  unique (id, unit_id)
);

-- A unit and its version are born together. When the transaction ends, the anchors have to name a version of this very unit.
alter table public.information_unit
  add constraint information_unit_own_version foreign key (version_anchor_ref, id)
    references public.unit_version (id, unit_id) deferrable initially deferred;

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
