import { setTimeout as sleep } from "node:timers/promises";
import type { Act, Fault } from "./draw-schedule.ts";
import { type Couple, freezeOne, startTwo } from "./overlap.ts";
import type { Play } from "./play.ts";

type OfOne = Exclude<
  Fault,
  { readonly kind: "none" | "withdraw" | "lose the folder" | "kill at a point" | "freeze" | "two at once" }
>;

/** Runs the command, which meets the fault. */
export async function meetFault(
  play: Play,
  { machine: at, fault }: Act,
  args: readonly string[],
): Promise<void> {
  const machine = play.world.machines[at];
  const couple = { machine, other: play.otherOf(machine) };
  switch (fault.kind) {
    case "none":
      return await play.calm(machine, args);
    case "withdraw":
      await play.withdraw();
      return await play.calm(machine, args);
    case "lose the folder":
      await machine.loseFolder(fault.keepsBackups);
      play.lines.push(`lose the folder of machine ${at + 1}`);
      // Where the journal went with it, the next act meets whoever adopts the run.
      return play.losesJournals() ? undefined : await play.calm(machine, args);
    case "kill at a point": {
      const point = play.pointAt(fault.part);
      return play.judge(args, await machine.run(args, point), `killed at ${point}`, true);
    }
    case "freeze":
      return await freezeOne(play, couple, args, fault);
    case "two at once":
      return await startTwo(play, couple, args, fault);
    default:
      return await meet(play, couple, args, fault);
  }
}

/** A fault of the machine that runs the command, or of the server. */
async function meet(
  play: Play,
  { machine, other }: Couple,
  args: readonly string[],
  fault: OfOne,
): Promise<void> {
  const { cluster } = play.world;
  const { door } = machine;
  const message = play.messageAt(fault.part);
  const isKill = fault.kind === "kill" || fault.kind === "kill and leave sessions";
  const behind: Promise<unknown>[] = [];
  const come = async () => {
    if (fault.kind === "cut") return door.cut();
    if (fault.kind === "crash") return await cluster.crash();
    if (fault.kind === "restart") return await cluster.restart();
    if (fault.kind !== "silence") return;
    await sleep(fault.ms);
    if (fault.endsBy === "cutting") door.cut();
    door.speak();
  };
  door.at(message, () => {
    if (isKill) machine.signal("SIGKILL");
    if (fault.kind === "kill and leave sessions") door.leaveGhosts();
    if (fault.kind === "ask to end") machine.askToEnd();
    if (fault.kind === "silence") door.keepSilent();
    // The message itself goes first.
    behind.push(sleep(0).then(come));
    // A message is lost with its connection alone.
    return fault.isLost && (isKill || fault.kind === "cut") ? "is lost" : "passes";
  });
  const end = await machine.run(args);
  door.clear();
  await Promise.all(behind);
  play.judge(args, end, `${fault.kind} at message ${message}`, isKill);
  if (fault.kind !== "kill and leave sessions") return;
  // Whoever goes on before the server has noticed meets what was left.
  const next = await play.next("resume");
  if (next !== null) await play.calm(other, next);
  door.endGhosts();
}
