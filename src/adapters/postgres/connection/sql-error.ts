import { type Refusal, refusal } from "../../../domain/refusal.ts";

/** The fields of a server error on which decisions rest. */
export interface SqlError {
  readonly code: string;
  readonly message: string;
  readonly constraint: string | null;
  readonly table: string | null;
  readonly detail: string | null;
}

/** The server error in a thrown value or in its chain of causes; null where there is none. Both engines carry a five-character `code`. */
export function readSqlError(thrown: unknown): SqlError | null {
  if (!(thrown instanceof Error)) return null;
  const { code, constraint, table, detail } = thrown as Partial<SqlError>;
  if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) {
    return {
      code,
      message: thrown.message,
      constraint: constraint ?? null,
      table: table ?? null,
      detail: detail ?? null,
    };
  }
  return readSqlError(thrown.cause);
}

/** True where the session itself has ended: class 08, an operator's shutdown, or an error of the socket. */
export function isConnectionError(thrown: unknown): boolean {
  const error = readSqlError(thrown);
  if (error) return /^(08...|57P0[123]|25P0[34])$/.test(error.code);
  if (!(thrown instanceof Error)) return false;
  const code = "code" in thrown ? String(thrown.code) : "";
  return (
    /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/.test(code) ||
    /Connection terminated|not queryable/i.test(thrown.message)
  );
}

/** The failure of statements sent together that came first: the server refuses all that follow in the same transaction. */
export function firstFailure(outcomes: readonly PromiseSettledResult<unknown>[]): Error | null {
  const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  return failures.find((failure) => readSqlError(failure)?.code !== "25P02") ?? failures[0] ?? null;
}

/**
 * STOP_DB_TIMEOUT for lock, statement and idle timeouts, deadlocks and serialisation failures: the server has rolled back and
 * may be asked again.
 */
export function refusalOfTimeout(thrown: unknown): Refusal | null {
  const error = readSqlError(thrown);
  if (!error || !/^(55P03|57014|25P03|25P04|40P01|40001)$/.test(error.code)) return null;
  return refusal("STOP_DB_TIMEOUT", { field: `SQLSTATE ${error.code}`, actual: error.message });
}

/** STOP_DB_RESOURCES where the server lacks space, memory or connections (class 53), or can't read or write its own files (58, XX001, XX002). */
export function refusalOfResources(thrown: unknown): Refusal | null {
  const error = readSqlError(thrown);
  if (!error || !/^(53...|58...|XX00[12])$/.test(error.code)) return null;
  return refusal("STOP_DB_RESOURCES", { field: `SQLSTATE ${error.code}`, actual: error.message });
}

/** A refusal for a right that the lane lacks, or for a schema, table, column or function that is not there. */
export function refusalOfAccess(thrown: unknown): Refusal | null {
  const error = readSqlError(thrown);
  if (error?.code === "42501")
    return refusal("STOP_GRANT_DELTA", { field: "SQLSTATE 42501", actual: error.message });
  if (error && /^(3F000|42P01|42703|42883)$/.test(error.code)) {
    return refusal("STOP_DB_SCHEMA_MISSING", { field: `SQLSTATE ${error.code}`, actual: error.message });
  }
  return null;
}
