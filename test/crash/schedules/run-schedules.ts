import { setTimeout as sleep } from "node:timers/promises";
import { drawSchedule, type Schedule, tellSchedule } from "./draw-schedule.ts";
import type { FaultWorld, FaultWorlds } from "./fault-world.ts";
import { findViolations } from "./find-violations.ts";
import { playSchedule } from "./play-schedule.ts";

/** So many schedules are told as one line. */
const TOLD_EACH = 50;
/** Longest time of a schedule, which has a few commands, each with a bound of its own. */
const BOUND_MS = 600_000;

export interface ScheduleOrder {
  readonly seeds: readonly number[];
  readonly tell: (line: string) => void;
  /** Tells every act as well. */
  readonly isTold?: boolean;
}

/**
 * Plays the schedule of each seed: a run is led from its cut to its end through faults that come from the seed alone. Those of one sidecar share
 * its world, and both sidecars' go on at once. Fails with every schedule that is violated: its acts, and the command that plays it again.
 */
export async function runSchedules(
  worlds: FaultWorlds,
  { seeds, tell, isTold = false }: ScheduleOrder,
): Promise<void> {
  const schedules = seeds.map(drawSchedule);
  const failed: string[] = [];
  let [calls, played] = [0, 0];
  const work = async (sidecar: Schedule["sidecar"]) => {
    for (const schedule of schedules.filter((each) => each.sidecar === sidecar)) {
      const { lines, violations } = await play(await worlds.of(sidecar), schedule);
      calls += lines.length;
      const told = [...tellSchedule(schedule), ...lines.map((line) => `   ${line}`)];
      const again = `npm run chaos -- --schedule --seed ${schedule.seed}`;
      played += 1;
      if (played % TOLD_EACH === 0)
        tell(`${played} of ${seeds.length} schedules are played, ${failed.length} are violated`);
      if (violations.length > 0) failed.push([...told, ...violations, again].join("\n"));
      if (violations.length > 0 || isTold) tell([...told, ...violations].join("\n"));
    }
  };
  await Promise.all([work("folder"), work("postgresql")]);
  if (failed.length > 0)
    throw new Error(`${failed.length} of ${seeds.length} schedules are violated:\n\n${failed.join("\n\n")}`);
  tell(`${seeds.length} schedules of ${calls} calls came to their end`);
}

/** One schedule, from its scene to the last look at what it has left. */
export async function play(
  world: FaultWorld,
  schedule: Schedule,
): Promise<{ readonly lines: readonly string[]; readonly violations: readonly string[] }> {
  const scene = await world.scenes.scene(schedule.story, schedule.start);
  await scene.restore();
  await world.clear();
  const late = new AbortController();
  const bound = sleep(BOUND_MS, null, { signal: late.signal }).catch(() => null);
  const played = await Promise.race([playSchedule(world, scene, schedule), bound]);
  late.abort();
  if (played === null) throw new Error(["HANG", ...tellSchedule(schedule)].join("\n"));
  const { lines, violations, approved, hasLost, standing } = played;
  if (violations.length > 0 || standing === null) return { lines, violations };
  return { lines, violations: await findViolations(world, scene, { id: standing.id, approved, hasLost }) };
}
