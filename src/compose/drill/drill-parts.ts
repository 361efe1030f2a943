import type { Environment } from "../../config/environment.ts";
import type { Settings } from "../../config/settings.ts";
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
