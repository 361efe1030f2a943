import { readdirSync, readFileSync } from "node:fs";

/** Ticks of the clock in a second, by which the kernel counts CPU time. */
const TICKS = 100;

/** CPU seconds of this process and all that it has started, those included that have ended and were waited for. */
export function cpuSecondsOfTree(): number {
  const processes = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? readStat(name) : []));
  const children = new Map<number, Stat[]>();
  for (const stat of processes) children.set(stat.parent, [...(children.get(stat.parent) ?? []), stat]);
  const sum = (stat: Stat): number =>
    (children.get(stat.pid) ?? []).reduce((seconds, child) => seconds + sum(child), stat.seconds);
  const own = processes.find(({ pid }) => pid === process.pid);
  if (own === undefined) throw new Error("this process has no entry in /proc");
  return sum(own);
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly seconds: number;
}

/** A process, or nothing where it has just ended. */
function readStat(pid: string): readonly Stat[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const ticks = fields.slice(11, 15).reduce((total, field) => total + Number(field), 0);
    return [{ pid: Number(pid), parent: Number(fields[1]), seconds: ticks / TICKS }];
  } catch {
    return [];
  }
}
