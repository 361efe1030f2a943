import { RefusalError, refusal } from "../../../domain/refusal.ts";

/** Turns a fault of the machine into `STOP_BACKUP_FAILED`. */
export function failing(field: string, expected: string): (cause: unknown) => never {
  return (cause) => {
    if (cause instanceof RefusalError) throw cause;
    const actual = cause instanceof Error ? cause.message : String(cause);
    throw new RefusalError(refusal("STOP_BACKUP_FAILED", { field, expected, actual }));
  };
}

export function failed(expected: string, actual: string): RefusalError {
  return new RefusalError(refusal("STOP_BACKUP_FAILED", { field: "pgbackrest backup", expected, actual }));
}
