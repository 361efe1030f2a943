import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "./draw-schedule.ts";
import type { Machine } from "./machine.ts";
import type { Play } from "./play.ts";

export interface Couple {
  readonly machine: Machine;
  readonly other: Machine;
}

type Freeze = Extract<Fault, { readonly kind: "freeze" }>;
type TwoAtOnce = Extract<Fault, { readonly kind: "two at once" }>;

/** How often something is looked at that comes about by itself. */
const LOOK_MS = 5;

/** What a frozen process holds in the database is waited for by the other so long. */
const WAKE_MS = 2000;

/** One machine is frozen, the other goes on, and the first wakes in the middle of it. */
export async function freezeOne(
  play: Play,
  { machine, other }: Couple,
  args: readonly string[],
  fault: Freeze,
): Promise<void> {
  const message = fault.at ?? play.messageAt(fault.part);
  let isFrozen = false;
  let isEnded = false;
  machine.door.at(message, () => {
    machine.signal("SIGSTOP");
    isFrozen = true;
    // What it has sent may come to the server only when it wakes.
    return fault.isLost ? "is late" : "passes";
  });
  const frozen = machine.run(args).finally(() => {
    isEnded = true;
  });
  while (!isFrozen && !isEnded) await sleep(LOOK_MS);
  machine.door.clear();
  const isOvertaken = fault.isTooLong && play.world.sidecar === "postgresql";
  if (isFrozen && !isEnded) await goOnMeanwhile(play, { machine, other }, { ...fault, isOvertaken });
  wake(machine);
  play.judge(args, await frozen, `frozen at message ${message}`);
}

async function goOnMeanwhile(
  play: Play,
  { machine, other }: Couple,
  { isOvertaken, wakes }: Freeze & { readonly isOvertaken: boolean },
): Promise<void> {
  const next = await play.next("resume");
  // Where the frozen one has not begun its run yet, another cut of the document would be another run.
  if (next === null || play.standing === null) return;
  if (isOvertaken) await play.world.endSilentHolder(machine.pid);
  other.door.at(play.messageAt(wakes), () => {
    wake(machine);
    return "passes";
  });
  const late = setTimeout(() => wake(machine), WAKE_MS);
  const end = await other.run(next);
  clearTimeout(late);
  other.door.clear();
  play.judge(next, end, `other machine, ${isOvertaken ? "overtakes" : "meets"} the frozen one`);
}

function wake(machine: Machine): void {
  machine.door.letThrough();
  machine.signal("SIGCONT");
}

/** Two machines go on at once, and one of them may be killed. */
export async function startTwo(
  play: Play,
  { machine, other }: Couple,
  args: readonly string[],
  fault: TwoAtOnce,
): Promise<void> {
  // Two cuts of one document are two runs.
  if (play.standing === null) return await play.calm(machine, args);
  const message = play.messageAt(fault.part);
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  machine.door.at(message, () => {
    begin();
    return "passes";
  });
  const first = machine.run(args).finally(begin);
  await begun;
  const victim = fault.killed === "first" ? machine : fault.killed === "second" ? other : null;
  victim?.door.at(1 + Math.floor(message / 2), () => {
    victim.signal("SIGKILL");
    return fault.isLost ? "is lost" : "passes";
  });
  const ends = await Promise.all([first, other.run(args)]);
  for (const { door } of [machine, other]) door.clear();
  play.judge(args, ends[0], "first of two", victim === machine);
  play.judge(args, ends[1], `second of two, begun at message ${message}`, victim === other);
}
