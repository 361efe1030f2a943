/** The schema as the catalogs say it. */
export interface SchemaFacts {
  /** `schema.table oid columns-digest`, sorted. */
  readonly tables: readonly string[];
  /** `schema.table trigger enabled definition-digest`, sorted. */
  readonly triggers: readonly string[];
  /** `signature owner definition-digest`, sorted. */
  readonly functions: readonly string[];
  /** One line per privilege, role attribute, membership, ownership or default ACL that concerns a lane, sorted. */
  readonly grants: readonly string[];
  readonly grantsSha256: string;
  /** sha256 over all four lists, and over what else acts on the tables or the session. */
  readonly sha256: string;
}

/** A difference from the reference schema or the expected grants. */
export interface ContractDifference {
  readonly reason:
    | "STOP_DB_SCHEMA_MISSING"
    | "STOP_DB_SETTINGS"
    | "STOP_DB_CONTRACT"
    | "STOP_GRANT_DELTA"
    | "STOP_FUNCTION_TAMPERED"
    | "STOP_FUNCTION_UNSAFE"
    | "STOP_IMMUTABILITY_MISSING"
    | "STOP_GATEWAY_MISSING";
  readonly object: string;
  readonly expected: string;
  readonly actual: string;
}
