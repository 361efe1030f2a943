import type { Gate } from "./gates.ts";
import { BACKUP_FILE, factsFile, PRE_FILE, REHEARSAL_FILE, requestFile } from "./run-files.ts";
import { type ShowingPlan, shownFile, shownFiles } from "./shown-cut.ts";

/** Names of the files that the seal of a run must name: those of every run, what it showed of its cut, those of each gate, and its reports. */
export function sealedFiles(run: {
  readonly plan: ShowingPlan | undefined;
  readonly gates: readonly Gate[];
  readonly reports: readonly { readonly name: string }[];
  /** Of an adopted run the requests that were found elsewhere. */
  readonly kept?: readonly { readonly name: string }[];
}): readonly string[] {
  return [
    ...[BACKUP_FILE, PRE_FILE, REHEARSAL_FILE].map(({ name }) => name),
    ...shownFiles(run.plan).map(({ name }) => shownFile(name)),
    ...run.gates.flatMap((gate) => [requestFile(gate).name, factsFile(gate).name]),
    ...(run.kept ?? []).map(({ name }) => name),
    ...run.reports.map(({ name }) => `kb/${name}.md`),
  ];
}
