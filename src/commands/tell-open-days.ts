import type { OpenDays } from "../domain/days-plan.ts";
import type { Result } from "../domain/result.ts";
import { countOf } from "../domain/text-forms.ts";

/** Enacted text whose day is open, and the command that sets it; null where a run of the document is under way, which comes first. */
type OpenRow = OpenDays & { readonly next: string | null };

/** Enacted text whose day is open, each with what leads on; or that the database could not be asked. */
export function tellOpenDays(open: Result<readonly OpenRow[]>): readonly string[] {
  if (!open.ok) {
    const { reason, field, actual, message } = open.refusal;
    return [`effect  not looked at: ${[reason, field, actual ?? message].filter(Boolean).join(": ")}`];
  }
  return open.value.flatMap(({ documentId, versionSeq, units, sinceUtc, next }) => {
    const what = `${documentId} version ${versionSeq}: the day of ${countOf(units, "unit")} is open since ${sinceUtc}`;
    return [`effect  ${what}`, `effect  next: ${next ?? "the run of the document that is under way"}`];
  });
}

export function withNext(row: OpenDays, busy: ReadonlySet<string>): OpenRow {
  const { documentId, versionSeq } = row;
  const command = `cutter source effect ${documentId} --version ${versionSeq} --from DAY`;
  return { ...row, next: busy.has(documentId) ? null : command };
}
