set local role workflow_admin;

-- Enacted text is read under this status, and a later version of it stands beside it: no row changes its state for that.
alter table public.information_unit drop constraint information_unit_canonical_address_key;
create unique index information_unit_live_address on public.information_unit (canonical_address)
  where lifecycle_status <> 'withdrawn';

-- What a version says beside its text. Versions of earlier releases are the only ones of their units: what is null in them is what
-- the unit says. `position` orders the units of a document; a unit that comes between two others gets a number between theirs.
alter table public.unit_version
  add column address text,
  add column unit_kind text,
  add column section_type text,
  add column parent_unit_id uuid references public.information_unit (id),
  add column position numeric,
  add column change_kind text
    check (change_kind in ('original', 'amendment', 'renumbering', 'correction', 'recut', 'repeal')),
  add column base_version_id uuid,
  add column cited_source text,
  add column born_xact xid8,
  add constraint unit_version_own_base foreign key (base_version_id, unit_id) references public.unit_version (id, unit_id),
  add constraint unit_version_whole check (num_nulls(address, unit_kind, section_type, position, change_kind) in (0, 5)),
  add constraint unit_version_founding check ((coalesce(change_kind, 'original') = 'original') = (base_version_id is null));
alter table public.unit_version alter column born_xact set default pg_current_xact_id();
create index unit_version_born on public.unit_version (born_xact);
create index unit_version_address on public.unit_version (address);

-- From which day a version is in force; null: not known yet. The highest ordinal counts. A founding version without any row was in force
-- from the beginning, because nobody has said otherwise.
create table public.version_effect (
  unit_version_id uuid not null references public.unit_version (id),
  ordinal integer not null check (ordinal >= 1),
  effective_from date check (effective_from < 'infinity'),
  reason text not null check (reason <> ''),
  change_set_id uuid not null references cutter_governance.cut_change_set (change_set_id),
  review_decision_id uuid not null references cutter_governance.review_decision (review_decision_id),
  actor text not null,
  recorded_at timestamptz not null default now(),
  session_role text not null default session_user,
  xact xid8 not null default pg_current_xact_id(),
  primary key (unit_version_id, ordinal)
);
create index version_effect_xact on public.version_effect (xact);

create table public.unit_lineage (
  from_unit uuid not null references public.information_unit (id),
  to_unit uuid not null references public.information_unit (id),
  relation text not null check (relation in ('split_into', 'merged_into', 'replaced_by')),
  change_set_id uuid not null references cutter_governance.cut_change_set (change_set_id),
  actor text not null,
  recorded_at timestamptz not null default now(),
  session_role text not null default session_user,
  xact xid8 not null default pg_current_xact_id(),
  primary key (from_unit, to_unit, relation),
  check (from_unit <> to_unit)
);

-- By version: rows of earlier releases speak of the only version of their unit.
alter table public.iu_lifecycle_log drop constraint iu_lifecycle_log_pkey;
alter table public.iu_lifecycle_log drop constraint iu_lifecycle_log_from_status_check;
alter table public.iu_lifecycle_log drop constraint iu_lifecycle_log_to_status_check;
alter table public.iu_lifecycle_log
  add column unit_version_id uuid references public.unit_version (id),
  add column superseded_by uuid references public.unit_version (id),
  add constraint iu_lifecycle_log_transition check (case to_status
    when 'superseded' then from_status = 'enacted' and superseded_by is not null
    else from_status = 'draft' and to_status in ('enacted', 'withdrawn') and superseded_by is null end);
create unique index iu_lifecycle_log_once on public.iu_lifecycle_log (unit_version_id, to_status);
create unique index iu_lifecycle_log_once_before on public.iu_lifecycle_log (unit_id, to_status) where unit_version_id is null;
create index iu_lifecycle_log_change_set on public.iu_lifecycle_log (change_set_id);

-- The same bytes may be registered again with another statement about them, while they are not enacted.
alter table cutter_governance.source_document_version_registry
  drop constraint source_document_version_registry_document_id_sha256_key,
  add column nature text check (nature in ('original', 'consolidation', 'erratum', 'recut')),
  add column base_version_id uuid references cutter_governance.source_document_version_registry (version_id),
  add column base_is_stated boolean,
  add column effective_from date check (effective_from between '1000-01-01' and '9999-12-31'),
  add column effect_is_open boolean,
  add column citation text check (citation <> ''),
  add column lineage text,
  add column lineage_sha256 text,
  add constraint source_document_version_lineage check (
    lineage_sha256 is not distinct from encode(sha256(convert_to(lineage, 'UTF8')), 'hex')),
  add constraint source_document_version_effect check (effective_from is null or effect_is_open is not true);

-- The change set that was the document's last when the plan was made; null where nothing of it was enacted.
alter table cutter_governance.cut_change_set
  add column base_change_set_id uuid references cutter_governance.cut_change_set (change_set_id);

alter table cutter_governance.cut_change_set_affected_row drop constraint cut_change_set_affected_row_operation_check;
alter table cutter_governance.cut_change_set_affected_row
  add column address text,
  add column base_version_id uuid references public.unit_version (id),
  add column old_address text,
  add column old_hash text check (old_hash ~ '^[0-9a-f]{64}$'),
  add constraint cut_change_set_affected_row_operation_check
    check (operation in ('create', 'amend', 'renumber', 'correct', 'recut', 'retire')),
  add constraint cut_change_set_affected_row_base check (
    (operation = 'create') = (base_version_id is null) and num_nulls(base_version_id, old_address, old_hash) in (0, 3));

alter table cutter_governance.phase_receipt drop constraint phase_receipt_phase_check;
alter table cutter_governance.phase_receipt add constraint phase_receipt_phase_check
  check (phase in ('cut_leg_a', 'leg_b_record', 'write_verify', 'lifecycle_enact', 'compensation', 'effect_set'));
