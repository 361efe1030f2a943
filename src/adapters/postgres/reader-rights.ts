/**
 * What the role of readers may: see the text and its history, and of the ledger by what an enacted version came into the base. Of the lineage
 * it sees which unit follows which since when, and neither change set, account nor transaction; earlier releases let it see the whole row. `installSchema` gives it every time where the role is there,
 * because the owner can't make roles.
 */
export const READER_RIGHTS = `do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'cutter_reader') then
    return;
  end if;
  execute format('grant connect on database %I to cutter_reader', current_database());
  set local role workflow_admin;
  grant usage on schema public to cutter_reader;
  grant select on public.iu_history, public.iu_current, public.iu_document, public.iu_effect, public.iu_unenacted, public.iu_provenance,
    public.iu_day_set
    to cutter_reader;
  revoke select on public.unit_lineage from cutter_reader;
  grant select (from_unit, to_unit, relation, recorded_at) on public.unit_lineage to cutter_reader;
  grant execute on function public.iu_as_of(text, date, timestamptz) to cutter_reader;
end
$$`;
