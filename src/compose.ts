import { hideExperiments } from "../bin/hide-experiments.js";
import { watchInterruption } from "./adapters/runner/interruption.ts";
import { lateAfter } from "./adapters/runner/late-after.ts";
import { readPackageIdentity } from "./adapters/runner/tool-version.ts";
import { type Output, openOutput } from "./adapters/terminal/output.ts";
import type { App } from "./compose/app.ts";
import type { OpenBackupShelf } from "./compose/backup-shelf.ts";
import type { OpenBackupTools } from "./compose/backup-tools.ts";
import { CODE_ROOT } from "./compose/code-root.ts";
import type { DatabaseCommands } from "./compose/database-commands.ts";
import type { DrillOrder } from "./compose/drill/drill.ts";
import { readJudgedSettings, type SidecarOptions } from "./compose/read-judged-settings.ts";
import type { Reading } from "./compose/reading.ts";
import type { SidecarCommands } from "./compose/sidecar-commands.ts";
import { wantsColour } from "./config/colour.ts";
import { type Environment, readEnvironment, secretsOf } from "./config/environment.ts";
import { readSettings } from "./config/settings.ts";
import type { DrillReport } from "./domain/drill.ts";
import { accepted, type Result } from "./domain/result.ts";
import type { Progress } from "./ports/progress.ts";
import { createRedactor } from "./reports/redact.ts";

export type { App, RunOutcome, RunStatus } from "./compose/app.ts";
export type { BatchOutcome, BatchStatus } from "./compose/batches.ts";
export type { SidecarCommands } from "./compose/sidecar-commands.ts";

interface AppOptions extends SidecarOptions {
  readonly progress: Progress;
}

export type OpenApp = (options: AppOptions) => Promise<Result<App>>;

/** Wires the bot from the environment and the configuration in the sidecar; nothing is wired where the context is not trusted. */
function makeOpenApp(
  environment: Environment,
  { interrupted, late }: { readonly interrupted: AbortSignal; readonly late: AbortSignal },
): OpenApp {
  return async ({ progress, ...options }) => {
    const judged = await readJudgedSettings(environment, options);
    if (!judged.ok) return judged;
    // Loaded only when needed: a command that only reads a document starts without a database or an OpenPGP library.
    const { composeApp } = await import("./compose/app.ts");
    const { readLiveDatabase } = await import("./compose/live-database.ts");
    return composeApp({
      ...judged.value,
      environment,
      live: readLiveDatabase(environment, late),
      progress,
      interrupted,
      late,
    });
  };
}

export type OpenDrill = () => Promise<
  (asked: { readonly order: DrillOrder; readonly progress: Progress }) => Promise<Result<DrillReport>>
>;

/** What every command of one process shares. */
export interface CommandProcess {
  readonly environment: Environment;
  /** Name and version of the bot that runs. */
  readonly readIdentity: () => Promise<{ readonly name: string; readonly version: string }>;
  /** Aborted when the process is asked to end. */
  readonly interrupted: AbortSignal;
  /** Output from which the secrets of the environment are removed. */
  readonly openOutput: (json: boolean) => Output;
  readonly openApp: OpenApp;
  /** What the owner of the database does. */
  readonly database: () => DatabaseCommands;
  /** The base as a reader sees it. */
  readonly openReading: () => Promise<Reading>;
  readonly openBackupTools: OpenBackupTools;
  readonly openBackupShelf: OpenBackupShelf;
  readonly openDrill: OpenDrill;
  /** Where the journals are kept. */
  readonly openSidecarCommands: () => Promise<SidecarCommands>;
}

export function composeProcess(): Result<CommandProcess> {
  hideExperiments();
  const environment = readEnvironment();
  if (!environment.ok) return environment;
  const interrupted = watchInterruption();
  const late = lateAfter(interrupted);
  const redactor = createRedactor(secretsOf(environment.value));
  return accepted({
    environment: environment.value,
    readIdentity: () => readPackageIdentity(CODE_ROOT),
    interrupted,
    openOutput: (json) =>
      openOutput({
        json,
        interrupted,
        redact: (text) => redactor.redact(text),
        colour: wantsColour(process.stderr.isTTY === true),
      }),
    openApp: makeOpenApp(environment.value, { interrupted, late }),
    async openBackupTools(options) {
      const { makeOpenBackupTools } = await import("./compose/backup-tools.ts");
      return makeOpenBackupTools(environment.value, { interrupted, late })(options);
    },
    async openBackupShelf(options) {
      const { makeOpenBackupShelf } = await import("./compose/backup-shelf.ts");
      return makeOpenBackupShelf(environment.value, interrupted)(options);
    },
    async openDrill() {
      const { drill } = await import("./compose/drill/drill.ts");
      return ({ order, progress }) =>
        drill({ environment: environment.value, interrupted, late, progress }, order);
    },
    async openSidecarCommands() {
      const { composeSidecarCommands } = await import("./compose/sidecar-commands.ts");
      return composeSidecarCommands(environment.value, interrupted);
    },
    database: () => databaseOf(environment.value, late),
    async openReading() {
      const { composeReading } = await import("./compose/reading.ts");
      return composeReading(environment.value, late);
    },
  });
}

function databaseOf(environment: Environment, late: AbortSignal): DatabaseCommands {
  const load = async () => {
    const { composeDatabaseCommands } = await import("./compose/database-commands.ts");
    const { readLiveDatabase } = await import("./compose/live-database.ts");
    return composeDatabaseCommands(readLiveDatabase(environment, late).openSource, () =>
      readSettings(environment.CUTTER_ROOT),
    );
  };
  return {
    install: async () => (await load()).install(),
    check: async () => (await load()).check(),
    register: async (order) => (await load()).register(order),
    registerFolder: async (order) => (await load()).registerFolder(order),
  };
}
