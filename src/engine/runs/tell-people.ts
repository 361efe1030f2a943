import type { RunOutcome } from "../session/run-outcome.ts";
import type { RunSession } from "../session/run-session.ts";
import { publishReports, writeReports } from "../telling/write-report.ts";
import { stopRun } from "./stop-run.ts";

/** Writes and publishes the reports, so that people learn what is done before the run goes on. Null where every report is published. */
export async function tellPeople(session: RunSession): Promise<RunOutcome | null> {
  await writeReports(session);
  session.parts.crashPoints.reach("report:written");
  const posted = await publishReports(session);
  return posted.ok ? null : stopRun(session, null, posted.refusal);
}
