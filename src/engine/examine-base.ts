import type { auditBase } from "./audit-base.ts";
import { type Precheck, refusedRow, row } from "./precheck.ts";
import { refusalOf } from "./runs/stop-run.ts";

/** Every row of the base, recomputed and held against the chains and what closed runs have sealed. It founds no chain. */
export async function examineBase(audit: () => ReturnType<typeof auditBase>): Promise<Precheck> {
  const name = "every row is as its runs have left it";
  try {
    const { record, altered, unchained } = await audit();
    if (altered !== null)
      return refusedRow(name, { ...altered, actual: altered.details?.slice(0, 10).join("; ") ?? "" });
    const early = unchained.length === 0 ? "" : `; ${unchained.length} without a chain: run cutter audit`;
    return row(name, true, `${record.rows} rows of ${record.documents} documents${early}`, "");
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause === null || cause.reason === "STOP_INTERRUPTED") throw fault;
    return refusedRow(name, cause);
  }
}
