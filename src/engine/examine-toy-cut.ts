import { describeIncrement } from "../domain/backup-increment.ts";
import { type Precheck, refusedRow, row } from "./precheck.ts";
import type { proveCut } from "./prove-cut.ts";
import { refusalOf } from "./runs/stop-run.ts";

/** Everything that a cut does before it asks people, and all that it does afterwards, on a copy; a refusal brings its own way out. */
export async function examineToyCut(prove: () => ReturnType<typeof proveCut>): Promise<Precheck> {
  const name = "a toy cut on a restored copy";
  try {
    const proved = await prove();
    if (!proved.ok) return refusedRow(name, proved.refusal);
    const { tables, rehearsal, increment, fullBecause } = proved.value;
    const kind =
      increment === undefined
        ? fullBecause === undefined
          ? ""
          : `; a full backup: ${fullBecause}`
        : `; ${describeIncrement(increment)}`;
    return row(
      name,
      true,
      `${tables.length} tables backed up and restored, ${rehearsal.length} steps rehearsed${kind}`,
      "",
    );
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause === null) throw fault;
    return refusedRow(name, cause);
  }
}
