/**
 * Settings that every session starts with, on either engine, so that no default of the server, the database or a role changes what a
 * statement means. Limits of time are not among them.
 */
export const FIXED_SETTINGS = {
  search_path: "pg_catalog,public,pg_temp",
  TimeZone: "UTC",
  timezone_abbreviations: "Default",
  DateStyle: "ISO,MDY",
  IntervalStyle: "postgres",
  lc_monetary: "C",
  lc_numeric: "C",
  lc_time: "C",
  bytea_output: "hex",
  extra_float_digits: "1",
  client_encoding: "UTF8",
  standard_conforming_strings: "on",
  backslash_quote: "safe_encoding",
  array_nulls: "on",
  transform_null_equals: "off",
  quote_all_identifiers: "off",
  xmlbinary: "base64",
  xmloption: "content",
  check_function_bodies: "on",
  exit_on_error: "off",
  synchronous_commit: "on",
  row_security: "off",
  default_tablespace: "",
  temp_tablespaces: "",
  default_table_access_method: "heap",
  default_transaction_read_only: "off",
  default_transaction_isolation: "read committed",
  default_transaction_deferrable: "off",
} as const satisfies Readonly<Record<string, string>>;

/** Settings that only a superuser can set, and the marker that belongs to the canonical functions: a lane can't fix them, so they are read. */
export const TRUSTED_SETTINGS = {
  session_replication_role: "origin",
  allow_system_table_mods: "off",
  ignore_system_indexes: "off",
  ignore_checksum_failure: "off",
  zero_damaged_pages: "off",
  lo_compat_privileges: "off",
  track_counts: "on",
  "plpgsql.variable_conflict": "error",
  "app.canonical_writer": "",
} as const satisfies Readonly<Record<string, string>>;

/** The settings as start-up options (`-c name=value …`), which outrank what ALTER ROLE and ALTER DATABASE set. */
export function startOptions(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replace(/[ \\]/g, "\\$&")}`)
    .join(" ");
}
