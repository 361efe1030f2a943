/** A moment as readers see it, to the second. */
export function moment(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
}

/** The time up to which something is known, by the number of its parameter; null is now. */
export function known(parameter: string): string {
  return `coalesce(${parameter}::timestamptz, now())`;
}

/** The effect of a version that is in force. */
function effectInForce(column: string): string {
  return `case when isfinite(${column}) then to_char(${column}, 'YYYY-MM-DD') else 'beginning' end`;
}

/** The last day that was said of version `h` by a time, as `e`. */
export function effectKnown(at: string): string {
  return `left join lateral (select o.ordinal, o.effective_from from public.iu_effect o
    where o.version_id = h.version_id and o.recorded_at <= ${at} order by o.ordinal desc limit 1) e on true`;
}

/** The effect of version `h` before anybody has said a day: a founding version was in force from the beginning. */
export const EFFECT_UNSAID = "case h.change_kind when 'original' then 'beginning' else 'open' end";

/** The effect of version `h` by the row `e`. */
export const EFFECT = `case when e.ordinal is null then ${EFFECT_UNSAID}
  when e.effective_from is null then 'open' else ${effectInForce("e.effective_from")} end`;

/** The columns of a unit in force, from a row of `iu_as_of`. */
export function listedColumns(row: string): string {
  return `${row}.canonical_address as unit, ${row}.version_seq as version, ${row}.change_kind as change, ${row}.address, ${row}.title,
    ${row}.unit_kind as kind, ${row}.section_type as "sectionType", ${row}.content_hash as sha256,
    ${effectInForce(`${row}.effective_from`)} as effect, ${moment(`${row}.recorded_at`)} as "recordedAt", ${row}.cited_source as citation`;
}

/** The effect of version `h` as it is known now. */
export const EFFECT_NOW = `case when h.effective_from is null then 'open' else ${effectInForce("h.effective_from")} end`;
