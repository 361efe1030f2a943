import type { RunOutcome } from "../session/run-outcome.ts";
import type { Session } from "../session/run-session.ts";
import { publishReports, writeReports } from "../telling/write-report.ts";
import { endAt } from "./stop-run.ts";

/** Reports first: what is done reaches people before anything else happens. Null where every report is published. */
export async function tellPeople(session: Session): Promise<RunOutcome | null> {
  await writeReports(session);
  session.world.crashPoints.reach("report:written");
  const posted = await publishReports(session);
  return posted.ok ? null : endAt(session, null, posted.refusal);
}
