import { countOf } from "../domain/text-forms.ts";
import type { auditBase } from "./audit-base.ts";
import { type Precheck, refusedRow, row } from "./precheck.ts";
import { refusalOf } from "./runs/stop-run.ts";

/** Every row of the base, recomputed and held against the chains, what closed runs have sealed, and what was approved. It founds no chain. */
export async function examineBase(audit: () => ReturnType<typeof auditBase>): Promise<Precheck> {
  const name = "every row is as its runs have left it";
  try {
    const { record, altered, unread, unchained, uncompared } = await audit();
    if (altered !== null) {
      const details = altered.details ?? [];
      return { ...refusedRow(name, { ...altered, actual: details.slice(0, 10).join("; ") }), details };
    }
    if (unread !== null) return refusedRow(name, unread);
    const early = unchained.length === 0 ? "" : `; ${unchained.length} without a chain: run cutter audit`;
    const open = uncompared.length === 0 ? "" : `; ${countOf(uncompared.length, "run")} not compared`;
    const found = `${record.rows} rows of ${record.documents} documents, ${countOf(record.runs, "sealed run")}${early}${open}`;
    return {
      ...row(name, true, found, ""),
      details: uncompared.map(({ runId, why }) => `not compared: ${runId}: ${why}`),
    };
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause === null || cause.reason === "STOP_INTERRUPTED") throw fault;
    return refusedRow(name, cause);
  }
}
