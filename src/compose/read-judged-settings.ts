import { type Environment, judgeContext } from "../config/environment.ts";
import { readSettings, type Settings } from "../config/settings.ts";
import { accepted, type Result } from "../domain/result.ts";

/** How a command opens the sidecar. */
export interface SidecarOptions {
  /** The sidecar's folder, or null for the one that the environment names. */
  readonly root: string | null;
  /** True where the command may change something: then the job's context is judged first. */
  readonly changes: boolean;
}

/** The sidecar's folder and its configuration; refused where the context is not trusted to change anything. */
export async function readJudgedSettings(
  environment: Environment,
  { root: named, changes }: SidecarOptions,
): Promise<Result<{ readonly root: string; readonly settings: Settings }>> {
  const root = named ?? environment.CUTTER_ROOT;
  const settings = await readSettings(root);
  if (!settings.ok) return settings;
  const context = changes
    ? judgeContext(environment, settings.value.controlRepository.defaultBranch)
    : accepted(null);
  return context.ok ? accepted({ root, settings: settings.value }) : context;
}
