import type { Machine } from "../ports/machine.ts";
import type { Sidecar } from "../ports/sidecar.ts";
import { type Precheck, row } from "./precheck.ts";

export interface MachinePatient {
  readonly machine: Machine;
  readonly sidecar: Sidecar;
  /** Where the code lies that runs. */
  readonly ownCode: string;
  /** Folders of PATH in which nothing is looked up, each with its reason. */
  readonly pathLeftOut: readonly string[];
}

/** Free space below which no run should start. */
const MIN_FREE_BYTES = 1024 ** 3;

const TOOLS = [
  ["git", ["--version"], 2, "Install git."],
  ["pg_dump", ["--version"], 15, "Install the PostgreSQL client tools, version 15 or later."],
  ["psql", ["--version"], 15, "Install the PostgreSQL client tools, version 15 or later."],
  ["flock", ["--version"], 2, "Install util-linux."],
  ["setpriv", ["--version"], 2, "Install util-linux."],
] as const;

/** What the machine has to have: programs, room, and code that others can't change. */
export async function examineMachine({
  machine,
  sidecar,
  ownCode,
  pathLeftOut,
}: MachinePatient): Promise<readonly Precheck[]> {
  const [major = 0, minor = 0] = machine.nodeVersion.split(".").map(Number);
  const tools = await Promise.all(
    TOOLS.map(async ([command, args, lowest, wayOut]) => {
      const version = await machine.readToolVersion(command, args);
      const number = Number(/(\d+)(?:\.\d+)*/.exec(version ?? "")?.[1] ?? 0);
      return row(command, number >= lowest, version ?? "not found", wayOut);
    }),
  );
  const free = await machine.readFreeBytes(sidecar.root);
  return [
    row(
      "node",
      major > 20 || (major === 20 && minor >= 19),
      machine.nodeVersion,
      "Install Node 20.19 or later.",
    ),
    row("own code", true, ownCode, ""),
    row("search path", true, pathLeftOut.map((folder) => `left out: ${folder}`).join("; ") || "whole", ""),
    ...tools,
    row(
      "disk space",
      free >= MIN_FREE_BYTES,
      `${Math.floor(free / 1024 ** 2)} MiB free`,
      "Free at least 1 GiB where the sidecar lies.",
    ),
  ];
}
