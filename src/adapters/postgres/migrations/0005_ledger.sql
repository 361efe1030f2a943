set local role workflow_admin;

-- The consumption of an approval: once per gate and run, and never again under another run.
create table cutter_governance.approval_use (
  run_id text not null check (run_id ~ '^ictr-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}$'),
  gate text not null check (gate in ('SG_1_cut_authz', 'SG_2_lifecycle_authz', 'SG_3_compensation_authz')),
  payload_sha256 text not null unique check (payload_sha256 ~ '^[0-9a-f]{64}$'),
  nonce text not null unique check (nonce <> ''),
  approval_commit text not null check (approval_commit <> ''),
  execution_commit text not null check (execution_commit <> ''),
  persons text[] not null check (cardinality(persons) >= 1),
  keys text[] not null,
  signed_utc timestamptz not null,
  used_at timestamptz not null default now(),
  used_by text not null default session_user check (used_by = 'cutter_exec'),
  xact xid8 not null default pg_current_xact_id(),
  primary key (run_id, gate)
);

create table cutter_governance.decision_backlog_entry (
  backlog_entry_id uuid primary key,
  run_id text not null,
  document_id text not null references cutter_governance.source_document_registry (document_id),
  version_id uuid not null references cutter_governance.source_document_version_registry (version_id),
  subject text not null,
  status text not null check (status in ('decided')),
  opened_at timestamptz not null default now(),
  opened_by text not null default session_user check (opened_by = 'cutter_exec')
);

create table cutter_governance.decision_backlog_history (
  history_id uuid primary key,
  backlog_entry_id uuid not null references cutter_governance.decision_backlog_entry (backlog_entry_id),
  from_status text not null,
  to_status text not null,
  note text not null,
  recorded_at timestamptz not null default now(),
  recorded_by text not null default session_user check (recorded_by = 'cutter_exec')
);

create table cutter_governance.manifest_envelope (
  envelope_id uuid primary key,
  run_id text not null,
  backlog_entry_id uuid not null unique references cutter_governance.decision_backlog_entry (backlog_entry_id),
  version_id uuid not null references cutter_governance.source_document_version_registry (version_id),
  source_sha256 text not null check (source_sha256 ~ '^[0-9a-f]{64}$'),
  writer_digest text not null check (writer_digest ~ '^[0-9a-f]{64}$'),
  unit_count integer not null check (unit_count >= 1),
  section_types jsonb not null,
  tool_revision text not null,
  created_at timestamptz not null default now(),
  created_by text not null default session_user check (created_by = 'cutter_exec')
);

create table cutter_governance.manifest_unit_block (
  envelope_id uuid not null references cutter_governance.manifest_envelope (envelope_id),
  ordinal integer not null check (ordinal >= 1),
  unit_id uuid not null references public.information_unit (id),
  canonical_address text not null,
  unit_kind text not null,
  section_type text not null,
  start_byte bigint not null check (start_byte >= 0),
  end_byte bigint not null,
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  primary key (envelope_id, ordinal),
  unique (envelope_id, unit_id),
  check (end_byte > start_byte)
);

-- A decision stands on a consumed approval of its gate; a revert can only come from SG_3.
create table cutter_governance.review_decision (
  review_decision_id uuid primary key,
  run_id text not null,
  gate text not null,
  verdict text not null check (verdict in ('approve', 'revert')),
  document_id text not null references cutter_governance.source_document_registry (document_id),
  change_set_id uuid,
  payload_sha256 text not null check (payload_sha256 ~ '^[0-9a-f]{64}$'),
  reason text not null,
  decided_at timestamptz not null default now(),
  recorded_by text not null default session_user check (recorded_by = 'cutter_exec'),
  foreign key (run_id, gate) references cutter_governance.approval_use (run_id, gate),
  check ((verdict = 'revert') = (gate = 'SG_3_compensation_authz')),
  check (gate <> 'SG_2_lifecycle_authz' or change_set_id is not null)
);

create table cutter_governance.cut_change_set (
  change_set_id uuid primary key,
  run_id text not null,
  document_id text not null references cutter_governance.source_document_registry (document_id),
  version_id uuid not null references cutter_governance.source_document_version_registry (version_id),
  envelope_id uuid not null unique references cutter_governance.manifest_envelope (envelope_id),
  review_decision_id uuid not null references cutter_governance.review_decision (review_decision_id),
  writer_digest text not null check (writer_digest ~ '^[0-9a-f]{64}$'),
  unit_count integer not null check (unit_count >= 1),
  tool_revision text not null,
  created_at timestamptz not null default now(),
  created_by text not null default session_user check (created_by = 'cutter_exec')
);

alter table cutter_governance.review_decision
  add constraint review_decision_change_set_id_fkey foreign key (change_set_id)
    references cutter_governance.cut_change_set (change_set_id);

create table cutter_governance.cut_change_set_affected_row (
  change_set_id uuid not null references cutter_governance.cut_change_set (change_set_id),
  unit_id uuid not null references public.information_unit (id),
  unit_version_id uuid not null references public.unit_version (id),
  operation text not null check (operation in ('create')),
  canonical_address text not null,
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  primary key (change_set_id, unit_id)
);

-- Only the verify lane records a result, and only a passed one is recorded: a failed verification leaves no row.
create table cutter_governance.verify_result (
  verify_result_id uuid primary key,
  run_id text not null,
  change_set_id uuid not null unique references cutter_governance.cut_change_set (change_set_id),
  verdict text not null check (verdict = 'pass'),
  unit_count integer not null check (unit_count >= 1),
  facts jsonb not null,
  facts_sha256 text not null check (facts_sha256 ~ '^[0-9a-f]{64}$'),
  tool_revision text not null,
  verified_at timestamptz not null default now(),
  verified_by text not null default session_user check (verified_by = 'cutter_verify')
);

create table cutter_governance.dot_pair_signature (
  signature_id uuid primary key,
  role text not null,
  change_set_id uuid unique references cutter_governance.cut_change_set (change_set_id),
  verify_result_id uuid unique references cutter_governance.verify_result (verify_result_id),
  signed_digest text not null check (signed_digest ~ '^[0-9a-f]{64}$'),
  tool_revision text not null,
  signer text not null default session_user,
  signed_at timestamptz not null default now(),
  constraint dot_pair_signature_one_subject check (
    (role = 'executor' and change_set_id is not null and verify_result_id is null)
    or (role = 'verifier' and verify_result_id is not null and change_set_id is null)
  ),
  constraint dot_pair_signature_lane check (
    (role = 'executor' and signer = 'cutter_exec' and starts_with(tool_revision, 'exec:'))
    or (role = 'verifier' and signer = 'cutter_verify' and starts_with(tool_revision, 'verify:'))
  )
);

-- The receipt alone says that an effect happened: it is born in the effect's own transaction.
create table cutter_governance.phase_receipt (
  run_id text not null check (run_id ~ '^ictr-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}$'),
  phase text not null
    check (phase in ('cut_leg_a', 'leg_b_record', 'write_verify', 'lifecycle_enact', 'compensation')),
  payload_sha256 text not null check (payload_sha256 ~ '^[0-9a-f]{64}$'),
  result_digest text not null check (result_digest ~ '^[0-9a-f]{64}$'),
  ids jsonb not null,
  recorded_at timestamptz not null default now(),
  recorded_by text not null default session_user,
  xact xid8 not null default pg_current_xact_id(),
  primary key (run_id, phase),
  constraint phase_receipt_lane check (
    recorded_by = case phase when 'write_verify' then 'cutter_verify' else 'cutter_exec' end
  )
);

-- The state machine has no cycle, so a unit enters a state at most once.
create table public.iu_lifecycle_log (
  unit_id uuid not null references public.information_unit (id),
  from_status text not null check (from_status = 'draft'),
  to_status text not null check (to_status in ('enacted', 'withdrawn')),
  canonical_address text not null,
  content_hash text not null,
  review_decision_id uuid not null references cutter_governance.review_decision (review_decision_id),
  change_set_id uuid references cutter_governance.cut_change_set (change_set_id),
  actor text not null,
  reason text not null,
  tool_revision text,
  logged_at timestamptz not null default now(),
  session_role text not null default session_user,
  xact xid8 not null default pg_current_xact_id(),
  primary key (unit_id, to_status)
);
