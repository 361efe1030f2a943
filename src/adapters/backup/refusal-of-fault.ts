import { type Refusal, refusal } from "../../domain/refusal.ts";

/** Lock not available, statement cancelled, deadlock, idle transaction ended. */
const TIMEOUTS = /^(55P03|57014|40P01|25P03)$/;

/** The refusal of a fault whose cause lies outside the program (the disk, or a timeout of the database); null for any other. */
export function refusalOfFault(cause: unknown): Refusal | null {
  if (!(cause instanceof Error)) return null;
  const { code, syscall } = cause as { readonly code?: unknown; readonly syscall?: unknown };
  if (typeof code === "string" && TIMEOUTS.test(code)) {
    return refusal("STOP_DB_TIMEOUT", { field: `SQLSTATE ${code}`, actual: cause.message });
  }
  if (typeof code === "string" && typeof syscall === "string") {
    return refusal("STOP_BACKUP_FAILED", {
      field: syscall,
      expected: "a file that can be written",
      actual: cause.message,
    });
  }
  return refusalOfFault(cause.cause);
}
