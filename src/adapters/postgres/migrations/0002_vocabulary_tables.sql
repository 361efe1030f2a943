set local role workflow_admin;

create table public.dot_config (
  config_key text primary key check (config_key ~ '^[a-z][a-z0-9_]*(\.[a-z0-9_-]+)+$'),
  config_value text not null,
  description text not null default ''
);

-- The lifecycle as a state machine: a row may go from `status` to any of `successors`.
create table public.iu_lifecycle_vocab (
  status text primary key check (status ~ '^[a-z_]+$'),
  successors text[] not null,
  is_terminal boolean not null,
  description text not null,
  check (is_terminal = (cardinality(successors) = 0)),
  check (array_position(successors, status) is null)
);

insert into public.iu_lifecycle_vocab (status, successors, is_terminal, description) values
  ('draft', '{enacted,withdrawn}', false, 'Written, not in force; may be enacted or withdrawn.'),
  ('enacted', '{superseded}', false, 'In force; the row can never change.'),
  ('superseded', '{retired}', false, 'Replaced by a later unit.'),
  ('retired', '{}', true, 'Out of force.'),
  ('withdrawn', '{}', true, 'A draft that was taken back.');
