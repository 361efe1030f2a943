import type { TableFact } from "../domain/tables.ts";
import type { PhaseContext } from "./phase.ts";

/** Counts and digests of every table for the evidence, where the run looks at every row of the base. */
export async function readWholeBase({
  settings,
  target,
}: Pick<PhaseContext, "settings" | "target">): Promise<{ readonly tables?: readonly TableFact[] }> {
  if (settings.driftScope !== "all") return {};
  await using snapshot = await target.openSnapshot();
  return { tables: snapshot.tables };
}
