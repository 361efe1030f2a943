import { endAt } from "./ending.ts";
import type { RunOutcome } from "./outcome.ts";
import type { Session } from "./session.ts";
import { publishReports, writeReports } from "./write-report.ts";

/** Reports first: what is done reaches people before anything else happens. Null where every report is published. */
export async function tellPeople(session: Session): Promise<RunOutcome | null> {
  await writeReports(session);
  session.world.crashPoints.reach("report:written");
  const posted = await publishReports(session);
  return posted.ok ? null : endAt(session, null, posted.refusal);
}
