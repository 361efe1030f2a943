import type { OpenDays } from "../domain/days-plan.ts";
import type { Result } from "../domain/result.ts";
import { countOf } from "../domain/text-forms.ts";

/** Enacted text whose day is open, each with the command that sets it; or that the database could not be asked. */
export function tellOpenDays(open: Result<readonly OpenDays[]>): readonly string[] {
  if (!open.ok) {
    const { reason, field, actual, message } = open.refusal;
    return [`effect  not looked at: ${[reason, field, actual ?? message].filter(Boolean).join(": ")}`];
  }
  return open.value.map(withNext).flatMap(({ documentId, versionSeq, units, sinceUtc, next }) => {
    const what = `${documentId} version ${versionSeq}: the day of ${countOf(units, "unit")} is open since ${sinceUtc}`;
    return [`effect  ${what}`, `effect  next: ${next}`];
  });
}

export function withNext(row: OpenDays): OpenDays & { readonly next: string } {
  return {
    ...row,
    next: `cutter source effect ${row.documentId} --version ${row.versionSeq} --from DAY`,
  };
}
