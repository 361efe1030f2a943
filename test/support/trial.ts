/** Statements of a superuser that run others as inside a canonical function: the session is the exec lane's, the current user the owner. */
export function trial(marker: string, ...statements: readonly string[]): readonly string[] {
  return [
    `create function public.trial(p_marker text, p_statements text) returns void language plpgsql security definer as $$
     begin perform set_config('app.canonical_writer', p_marker, true); execute p_statements; end $$`,
    "alter function public.trial(text, text) owner to workflow_admin",
    "grant execute on function public.trial(text, text) to cutter_exec",
    "set session authorization cutter_exec",
    `select public.trial('${marker}', $trial$${statements.join("; ")}$trial$)`,
  ];
}
