create schema cutter_sidecar authorization workflow_admin;
set local role workflow_admin;
grant usage on schema cutter_sidecar to cutter_exec, cutter_verify;

-- Who may write for a run or batch: whoever takes it over takes the next number, and every write asks whether its own is still the
-- highest. A run that has never left the machine that began it has none.
create table cutter_sidecar.fence (
  owner_id text not null check (owner_id ~ '^ict[rb]-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}$'),
  number bigint not null check (number >= 1),
  taken_at timestamptz not null default clock_timestamp(),
  taken_by text not null default session_user,
  primary key (owner_id, number)
);

-- The journals of runs and batches, an entry a row, as the bot has written it. `began` is the number under which the journal was begun:
-- a run that is adopted gets another one, and the earlier stays beside it.
create table cutter_sidecar.entry (
  owner_id text not null,
  began bigint not null,
  seq integer not null check (seq >= 1),
  fence bigint not null,
  line text not null,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  primary key (owner_id, began, seq),
  foreign key (owner_id, began) references cutter_sidecar.fence (owner_id, number),
  foreign key (owner_id, fence) references cutter_sidecar.fence (owner_id, number),
  constraint entry_line_says check ((line::jsonb ->> 'seq')::integer = seq and line::jsonb ->> 'hash' = hash)
);

-- The files of runs and batches; the highest version of a name is the file.
create table cutter_sidecar.file (
  owner_id text not null,
  began bigint not null,
  name text not null,
  version integer not null check (version >= 1),
  fence bigint not null,
  sha256 text not null,
  content bytea not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  primary key (owner_id, began, name, version),
  foreign key (owner_id, began) references cutter_sidecar.fence (owner_id, number),
  foreign key (owner_id, fence) references cutter_sidecar.fence (owner_id, number),
  constraint file_is_whole check (sha256 = encode(sha256(content), 'hex'))
);

-- The switch of a run: the newest row counts, and without a gate it is off.
create table cutter_sidecar.lease (
  owner_id text not null,
  version integer not null check (version >= 1),
  fence bigint not null,
  gate text,
  expires_at timestamptz,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  primary key (owner_id, version),
  foreign key (owner_id, fence) references cutter_sidecar.fence (owner_id, number),
  constraint lease_is_whole check (num_nulls(gate, expires_at) in (0, 2)),
  constraint lease_is_short check (expires_at <= recorded_at + interval '62 minutes')
);

-- The runs that are over.
create table cutter_sidecar.over (
  owner_id text primary key,
  line text not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user
);

-- The versions of the approval policy that were seen; the highest counts.
create table cutter_sidecar.policy_seen (
  version integer primary key check (version >= 1),
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user
);

-- The audits that found nothing; the newest counts.
create table cutter_sidecar.clean_audit (
  ordinal bigint primary key check (ordinal >= 1),
  record text not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user
);

-- The databases in which the journals have been at home, the newest last: a copy of the tables is seen elsewhere.
create table cutter_sidecar.home (
  ordinal integer primary key check (ordinal >= 1),
  system_identifier text not null check (system_identifier ~ '^[0-9]+$'),
  database text not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user
);

-- The next number, one after the other. The lock of a write is waited for: a number is taken before a write or after its COMMIT.
create function public.fn_next_fence() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_highest bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended('iu-cutter:fence:' || new.owner_id, 0));
  select max(f.number) into v_highest from cutter_sidecar.fence f where f.owner_id = new.owner_id;
  if new.number <> coalesce(v_highest, 0) + 1 then
    raise exception 'fence: the next number of % is %, not %', new.owner_id, coalesce(v_highest, 0) + 1, new.number
      using errcode = 'integrity_constraint_violation', constraint = 'fence_next';
  end if;
  return new;
end
$$;

-- What a run leaves is of the holder of its highest number.
create function public.fn_holds_fence() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_highest bigint;
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('iu-cutter:fence:' || new.owner_id, 0));
  select max(f.number) into v_highest from cutter_sidecar.fence f where f.owner_id = new.owner_id;
  if new.fence is distinct from v_highest then
    raise exception 'fence: the number of % is %, not %', new.owner_id, v_highest, new.fence
      using errcode = 'integrity_constraint_violation', constraint = 'fence_holds';
  end if;
  return new;
end
$$;

-- Each entry follows the one before.
create function public.fn_journal_follows() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_last cutter_sidecar.entry;
begin
  select e.* into v_last from cutter_sidecar.entry e
    where e.owner_id = new.owner_id and e.began = new.began order by e.seq desc limit 1;
  if new.seq <> coalesce(v_last.seq, 0) + 1 or new.line::jsonb ->> 'prev' is distinct from coalesce(v_last.hash, repeat('0', 64)) then
    raise exception 'journal: entry % of % does not follow entry %', new.seq, new.owner_id, coalesce(v_last.seq, 0)
      using errcode = 'integrity_constraint_violation', constraint = 'journal_follows';
  end if;
  return new;
end
$$;

do $$
declare
  v_table text;
  v_function regprocedure;
  v_trigger record;
begin
  for v_table in select c.relname from pg_catalog.pg_class c where c.relnamespace = 'cutter_sidecar'::regnamespace and c.relkind = 'r'
  loop
    execute format('create trigger a_lane before insert on cutter_sidecar.%I for each row execute function public.fn_lane_only(%s)',
      v_table, case when v_table = 'fence' then '''cutter_sidecar'', ''cutter_exec''' else '''cutter_sidecar''' end);
    execute format('create trigger d_immutable before update or delete on cutter_sidecar.%I for each row '
      'execute function public.fn_immutable_row()', v_table);
    execute format('create trigger e_no_truncate before truncate on cutter_sidecar.%I for each statement '
      'execute function public.fn_no_truncate()', v_table);
  end loop;
  create trigger b_next before insert on cutter_sidecar.fence for each row execute function public.fn_next_fence();
  create trigger b_fence before insert on cutter_sidecar.entry for each row execute function public.fn_holds_fence();
  create trigger b_fence before insert on cutter_sidecar.file for each row execute function public.fn_holds_fence();
  create trigger b_fence before insert on cutter_sidecar.lease for each row execute function public.fn_holds_fence();
  create trigger c_follows before insert on cutter_sidecar.entry for each row execute function public.fn_journal_follows();
  for v_trigger in select t.tgname, t.tgrelid::regclass as relation
    from pg_catalog.pg_trigger t join pg_catalog.pg_class c on c.oid = t.tgrelid
    where not t.tgisinternal and c.relnamespace = 'cutter_sidecar'::regnamespace
  loop
    execute format('alter table %s enable always trigger %I', v_trigger.relation, v_trigger.tgname);
  end loop;
  for v_function in select p.oid from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace
    and p.proname in ('fn_next_fence', 'fn_holds_fence', 'fn_journal_follows')
  loop
    execute format('revoke all on function %s from public', v_function);
  end loop;
end
$$;

-- The lane that dumps reads all of it; what the lane of the journals may is given where its role is there.
grant select on all tables in schema cutter_sidecar to cutter_verify;
grant select on cutter_sidecar.fence to cutter_exec;
grant insert (owner_id, number) on cutter_sidecar.fence to cutter_exec;
