import type { CrashPoints } from "../../ports/crash-points.ts";

/** Kills this process without any clean-up when it reaches the named point; with no name, does nothing. */
export function makeCrashPoints(crashAt: string | null): CrashPoints {
  return {
    reach(name) {
      if (name === crashAt) process.kill(process.pid, "SIGKILL");
    },
  };
}
