import type { CrashPoints } from "../../ports/crash-points.ts";

/** Where this process is to be ended or frozen, as on a machine that fails; null: nowhere. */
interface FaultPoints {
  readonly crashAt: string | null;
  readonly freezeAt: string | null;
}

/** Kills this process without any clean-up when it reaches the one named point, and stops it at the other until it is told to go on. */
export function makeCrashPoints({ crashAt, freezeAt }: FaultPoints): CrashPoints {
  return {
    reach(name) {
      if (name === crashAt) process.kill(process.pid, "SIGKILL");
      if (name === freezeAt) process.kill(process.pid, "SIGSTOP");
    },
  };
}
