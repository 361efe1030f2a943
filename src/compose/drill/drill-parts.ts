import type { Environment } from "../../config/environment.ts";
import type { Settings } from "../../config/settings.ts";
import { RefusalError } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import type { Progress } from "../../ports/progress.ts";
import type { DrillFolder } from "./drill-folder.ts";
import type { DrillSteps } from "./drill-steps.ts";

export interface DrillProcess {
  readonly environment: Environment;
  readonly progress: Progress;
  readonly interrupted: AbortSignal;
  readonly late: AbortSignal;
}

/** What the parts of a drill share. */
export interface DrillParts extends DrillProcess {
  readonly settings: Settings;
  readonly folder: DrillFolder;
  readonly steps: DrillSteps;
}

/** Throws what was refused: a drill ends at its first refusal. */
export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new RefusalError(result.refusal);
  return result.value;
}
