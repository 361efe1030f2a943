/**
 * What the role of readers may: see the text and its history, nothing of the ledger. `installSchema` gives it every time where the role is there,
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
    public.iu_day_set, public.unit_lineage
    to cutter_reader;
  grant execute on function public.iu_as_of(text, date, timestamptz) to cutter_reader;
end
$$`;
