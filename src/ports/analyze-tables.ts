/**
 * Gathers what the planner has to know of the tables. Nothing else does so in a throw-away database, whose server runs no autovacuum: plans that a session
 * has kept from the time when a table was empty would read it as a whole for ever.
 */
export const ANALYZE_TABLES = `do $$
declare
  v_table text;
begin
  for v_table in
    select format('%I.%I', n.nspname, c.relname) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  loop
    execute 'analyze ' || v_table;
  end loop;
end
$$`;
