import type { Schedule } from "./draw-schedule.ts";
import type { FaultWorld } from "./fault-world.ts";
import { meetFault } from "./meet-fault.ts";
import { Play } from "./play.ts";
import type { Scene } from "./story-scenes.ts";

/** Calm calls within which a run must come to its end, whatever has met it. */
const MOST_CALLS = 10;

/** Leads a run from its scene through the faults to its end, or to the first violation. */
export async function playSchedule(world: FaultWorld, scene: Scene, { acts }: Schedule): Promise<Play> {
  const play = new Play(world, scene);
  try {
    for (const act of acts) {
      const args = await play.next(act.by);
      if (args === null || play.violations.length > 0) return play;
      await meetFault(play, act, args);
    }
    for (let calls = 0; play.violations.length === 0; calls += 1) {
      const args = await play.next(calls % 2 === 0 ? "resume" : "reconcile");
      if (args === null) return play;
      if (calls === MOST_CALLS)
        play.violations.push(`NO END behind ${MOST_CALLS} calm calls: ${JSON.stringify(play.standing)}`);
      else await play.calm(world.machines[0], args);
    }
  } catch (fault) {
    play.violations.push(`THROWN: ${fault instanceof Error ? fault.stack : String(fault)}`);
  }
  return play;
}
