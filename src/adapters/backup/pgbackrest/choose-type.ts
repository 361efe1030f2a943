import type { ListedBackup } from "./read-repository.ts";

const DAY_S = 86_400;

/**
 * `incr`, or `full` where there is no sound chain to go on, or where the chain is as long or its full backup as old as the configuration
 * allows. `backups` are in the order of the repository.
 */
export function chooseType(
  backups: readonly ListedBackup[],
  rules: { readonly fullAfterIncrements: number; readonly fullAfterDays: number; readonly now: Date },
): "full" | "incr" {
  let at = backups.at(-1);
  let resting = 0;
  while (at !== undefined && at.prior !== null) {
    if (at.error === true) return "full";
    const { prior } = at;
    at = backups.find(({ label }) => label === prior);
    resting += 1;
  }
  if (at === undefined || at.error === true || resting >= rules.fullAfterIncrements) return "full";
  const ageDays = (rules.now.getTime() / 1000 - at.timestamp.stop) / DAY_S;
  return ageDays > rules.fullAfterDays ? "full" : "incr";
}
