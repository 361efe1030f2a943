import type { Settings } from "../../../src/config/settings.ts";
import { Chance } from "../walks/chance.ts";

/** What a run of a schedule is about. */
export type Story = "law" | "amendment" | "revert" | "batch";
/** Where the schedule begins: at the cut, or where the run waits at a gate. */
export type Start = "cut" | "SG_1" | "SG_2";

/** When the fault comes: after which part of what the machine usually says to the server. */
interface Moment {
  readonly part: number;
  /** Whether the message that met it did not come to the server; of one that is frozen, not before it wakes. */
  readonly isLost: boolean;
}

/** The fault that meets one command, or what happens between two. */
export type Fault =
  | { readonly kind: "none" }
  | { readonly kind: "kill at a point"; readonly part: number }
  | ({ readonly kind: "kill" | "kill and leave sessions" | "cut" | "restart" | "crash" } & Moment)
  | ({ readonly kind: "ask to end" } & Moment)
  | ({ readonly kind: "silence"; readonly ms: number; readonly endsBy: "speaking" | "cutting" } & Moment)
  /** Another machine goes on meanwhile; the frozen one wakes in the middle of its work. */
  | ({
      readonly kind: "freeze";
      readonly isTooLong: boolean;
      readonly wakes: number;
      /** The message by a text in it, where no chance draws it. */
      readonly at?: string;
    } & Moment)
  /** The second begins when the first has done a part of its work. */
  | ({ readonly kind: "two at once"; readonly killed: "none" | "first" | "second" } & Moment)
  /** People take back what they have approved, before anything is written under it. */
  | { readonly kind: "withdraw" }
  /** With the journal in the folder, the run is adopted from then on. */
  | { readonly kind: "lose the folder"; readonly keepsBackups: boolean };

export interface Act {
  readonly machine: 0 | 1;
  readonly by: "resume" | "reconcile";
  readonly fault: Fault;
}

export interface Schedule {
  readonly seed: number;
  readonly sidecar: Settings["sidecar"];
  readonly story: Story;
  readonly start: Start;
  readonly acts: readonly Act[];
}

const MOST_ACTS = 4;

/** The schedule of a seed, and of nothing else. */
export function drawSchedule(seed: number): Schedule {
  const chance = new Chance(seed);
  const sidecar = chance.of(["folder", "postgresql"] as const);
  const story = chance.of(["law", "law", "amendment", "revert", "batch"] as const);
  const start = chance.of(["cut", "SG_1", "SG_1", "SG_2", "SG_2"] as const);
  const acts = Array.from({ length: 1 + chance.below(MOST_ACTS) }, () => drawAct(chance));
  return { seed, sidecar, story, start, acts };
}

function drawAct(chance: Chance): Act {
  const machine = chance.below(3) === 0 ? 1 : 0;
  const by = chance.of(["resume", "resume", "reconcile"] as const);
  return { machine, by, fault: drawFault(chance) };
}

function drawFault(chance: Chance): Fault {
  const part = chance.below(1000) / 1000;
  const moment = { part, isLost: chance.below(2) === 0 };
  const kind = chance.below(100);
  if (kind < 2) return { kind: "none" };
  if (kind < 5) return { kind: "withdraw" };
  if (kind < 20) return { kind: "kill at a point", part };
  if (kind < 32) return { kind: "kill", ...moment };
  if (kind < 38) return { kind: "kill and leave sessions", ...moment };
  if (kind < 50) return { kind: "cut", ...moment };
  if (kind < 57) {
    const endsBy = chance.of(["speaking", "cutting"] as const);
    return { kind: "silence", ms: 50 + chance.below(400), endsBy, ...moment };
  }
  if (kind < 62) return { kind: "restart", ...moment };
  if (kind < 67) return { kind: "crash", ...moment };
  if (kind < 71) return { kind: "ask to end", ...moment };
  if (kind < 83)
    return { kind: "freeze", isTooLong: chance.below(4) > 0, wakes: chance.below(1000) / 1000, ...moment };
  if (kind < 93)
    return { kind: "two at once", killed: chance.of(["none", "none", "first", "second"]), ...moment };
  return { kind: "lose the folder", keepsBackups: chance.below(2) === 0 };
}

/** The schedule as a person reads it. */
export function tellSchedule({ seed, sidecar, story, start, acts }: Schedule): readonly string[] {
  return [
    `seed ${seed}: ${story}, journal in ${sidecar === "folder" ? "the folder" : "the database"}, from ${start} on`,
    ...acts.map(
      (act, index) => `${index + 1}. machine ${act.machine + 1}, ${act.by}: ${tellFault(act.fault)}`,
    ),
  ];
}

function tellFault(fault: Fault): string {
  const { kind, ...more } = fault;
  const words = Object.entries(more).map(([name, value]) => `${name} ${value}`);
  return [kind, ...words].join(", ");
}
