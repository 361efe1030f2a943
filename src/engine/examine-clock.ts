import type { Clock } from "../ports/clock.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import { refuseSkew } from "./gates/refuse-skew.ts";
import { type Precheck, row } from "./precheck.ts";

/** Whether this machine and the database agree on what time it is; where they do not, no run begins, asks or goes on. */
export async function examineClock(clock: Clock, live: KnowledgeBase): Promise<Precheck> {
  const skewed = await refuseSkew(clock, live);
  return row(
    "clock of the runner",
    skewed === null,
    skewed === null
      ? "that of the database"
      : `${skewed.reason}: ${skewed.actual} from the database's, ${skewed.expected} is allowed`,
    "Correct the clock that is wrong: that of this machine, or that of the database.",
  );
}
