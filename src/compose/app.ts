import { join } from "node:path";
import { createControlRepository } from "../adapters/git/create-control-repository.ts";
import { createLocalForge } from "../adapters/local-forge/local-forge.ts";
import { createKnowledgeBase } from "../adapters/postgres/knowledge-base.ts";
import { openSourceRegistry } from "../adapters/postgres/source-registry.ts";
import { makeCrashPoints } from "../adapters/runner/crash-points.ts";
import { localMachine } from "../adapters/runner/machine.ts";
import { readOwnPackages } from "../adapters/runner/own-packages.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import { systemRandom } from "../adapters/runner/system-random.ts";
import { readToolIdentity } from "../adapters/runner/tool-digest.ts";
import { SIDECAR_FOLDERS } from "../adapters/sidecar/sidecar.ts";
import { pick } from "../collections/pick.ts";
import { type Environment, secretsOf } from "../config/environment.ts";
import type { Settings } from "../config/settings.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { shownFile } from "../domain/shown-cut.ts";
import { createApprovalJudge } from "../engine/approvals/approval-judge.ts";
import { readRequestText } from "../engine/approvals/read-request.ts";
import { type AuditOrder, auditBase } from "../engine/audit-base.ts";
import { listMembers } from "../engine/batches/list-members.ts";
import { examine } from "../engine/doctor.ts";
import { findUnexplained } from "../engine/find-unexplained.ts";
import { openAudit } from "../engine/open-audit.ts";
import type { Precheck } from "../engine/precheck.ts";
import { proveCut } from "../engine/prove-cut.ts";
import { readOpenDays } from "../engine/read-open-days.ts";
import { askOtherKind } from "../engine/runs/ask-other-kind.ts";
import type { EngineParts } from "../engine/session/engine-parts.ts";
import type { RunOutcome } from "../engine/session/run-outcome.ts";
import { type RunStatus, readStatus } from "../engine/status.ts";
import { PHASE_FUNCTIONS } from "../phases/registry.ts";
import type { Clock } from "../ports/clock.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import type { Progress } from "../ports/progress.ts";
import { createRedactor } from "../reports/redact.ts";
import { refuseOldDependencies } from "../trust/dependency-floor.ts";
import { composeBackup } from "./backup.ts";
import { type BatchApp, composeBatches } from "./batches.ts";
import { CODE_FOLDER, CODE_ROOT } from "./code-root.ts";
import { openPlaces } from "./copy-places.ts";
import type { LiveDatabase } from "./live-database.ts";
import { nameActors } from "./name-actors.ts";
import { openSidecar } from "./open-sidecar.ts";
import { describeOwnCode, refuseOwnCode } from "./own-code.ts";
import { readRootKeys, refuseOpenKeys } from "./root-keys.ts";
import { composeRuns, type RunApp } from "./runs.ts";
import { makeVerifiers } from "./verifiers.ts";

/** The bot, wired: one method per thing that it can be asked to do. */
export interface App extends RunApp, AsyncDisposable {
  /** Enacted text whose day is open; refused where the database can't be read. */
  openDays(): ReturnType<typeof readOpenDays>;
  readonly batches: BatchApp;
  status(runId: string | null): ReturnType<typeof readStatus>;
  /** Why this machine may find no run where there are some. */
  otherKind(): ReturnType<typeof askOtherKind>;
  /** Rows of the ledger that no approval in git explains, of one run or of all; refused where database or origin can't be read. */
  findUnexplained(runId: string | null): ReturnType<typeof findUnexplained>;
  /** Holds the database against what closed runs have left in it, and the ledger against git. */
  openAudit(): ReturnType<typeof openAudit>;
  /** Recomputes the whole base from its rows; where nothing differs it may found the chains that are missing. */
  auditBase(order: AuditOrder): ReturnType<typeof auditBase>;
  /** The folder of the list of a run's units and of the page of source and units. */
  shownFolder(runId: string): string;
  /** Every precheck and, unless it is to be quick, the proof by a toy cut on a restored copy. */
  doctor(order?: { readonly quick: boolean }): Promise<readonly Precheck[]>;
  /** Opens a session on the live knowledge base, for readers outside of a run. */
  openKnowledgeBase(): Promise<KnowledgeBase>;
}

export type { RunOutcome, RunStatus };

export interface AppParts {
  readonly root: string;
  readonly settings: Settings;
  readonly environment: Environment;
  readonly live: LiveDatabase;
  readonly progress: Progress;
  readonly interrupted: AbortSignal;
  /** Aborted a little later, when nothing is to be waited for any more. */
  readonly late: AbortSignal;
  readonly clock?: Clock;
  /** Version and sha256 of the bot's own code, where they are known already. */
  readonly tool?: EngineParts["settings"]["tool"];
}

/** Joins ports to adapters. Opens the sidecar and the control repository at once, the database only when a call first needs it. */
export async function composeApp(parts: AppParts): Promise<Result<App>> {
  const { root, settings, environment, live, progress, interrupted, late } = parts;
  const clock = parts.clock ?? systemClock;
  const untrusted = refuseOwnCode() ?? refuseOpenKeys(settings.rootKeys);
  if (untrusted) return refused(untrusted);
  const unsafe = refuseOldDependencies(await readOwnPackages({ root: CODE_ROOT, folder: CODE_FOLDER }));
  if (unsafe) return refused(unsafe);
  const rootKeys = await readRootKeys(settings.rootKeys);
  if (!rootKeys.ok) return rootKeys;
  const sidecar = await openSidecar({ root, settings, live, clock, progress });
  const { path, origin, defaultBranch } = settings.controlRepository;
  const transport = pick(environment, ["HOME", "SSH_AUTH_SOCK", "GIT_SSH_COMMAND"]);
  const repository = await createControlRepository({
    path,
    origin,
    defaultBranch,
    searchPath: environment.PATH,
    transport,
    late,
  });
  const defaultRef = `refs/heads/${defaultBranch}`;
  const redactor = createRedactor(secretsOf(environment));
  // Octokit is loaded only where there is a GitHub.
  const github = settings.github
    ? (await import("./github.ts")).composeGitHub({
        settings,
        token: environment.GITHUB_TOKEN,
        progress,
        redactor,
        late,
      })
    : accepted(null);
  if (!github.ok) return github;
  const actors = await nameActors(environment, github.value?.findAccountId ?? null);
  if (!actors.ok) return actors;
  const judge = createApprovalJudge({
    repository,
    defaultRef,
    rootKeys: rootKeys.value,
    verifiers: makeVerifiers(),
    mergedPrs: github.value?.mergedPrs ?? null,
    now: () => clock.now(),
    policyFloor: () => sidecar.readPolicyFloor(),
    memory: { read: () => sidecar.readHistory(), write: (content) => sidecar.writeHistory(content) },
  });
  const backup = await composeBackup({ ...parts, clock, kept: sidecar });
  if (!backup.ok) return backup;
  const tool = parts.tool ?? (await readToolIdentity({ root: CODE_ROOT, folder: CODE_FOLDER }));
  const openKnowledgeBase = async () => createKnowledgeBase(await live.openSource());
  const engine: EngineParts = {
    clock,
    random: systemRandom,
    progress,
    crashPoints: makeCrashPoints({
      crashAt: environment.CUTTER_CRASH_AT ?? null,
      freezeAt: environment.CUTTER_FREEZE_AT ?? null,
    }),
    sidecar,
    repository,
    judge,
    forge:
      github.value?.forge ??
      createLocalForge({
        repository,
        defaultRef,
        reportFolder: join(root, "reports"),
        readRequest: (commit, runId, gate) => readRequestText(repository, { commit, runId, gate }),
      }),
    backup: backup.value,
    places: openPlaces(parts),
    openKnowledgeBase,
    knowledgeBaseOf: (sql) => createKnowledgeBase(sql),
    phases: PHASE_FUNCTIONS,
    batch: null,
    interrupted,
    redact: (text) => redactor.redact(text),
    settings: {
      maxUnits: settings.maxUnits,
      exclude: settings.exclude,
      driftScope: settings.driftScope,
      toolRevision: `iu-cutter ${tool.version} ${tool.sha256.slice(0, 12)}`,
      repositoryId: settings.repositoryId,
      ...actors.value,
      tool,
      backupFolder: join(root, "backups"),
      repositoryUrl:
        settings.github && `${settings.github.webUrl}/${settings.github.owner}/${settings.github.repo}`,
      systemIdentifier: settings.database.systemIdentifier,
      backupMaxAgeMinutes: settings.backup.maxAgeMinutes,
    },
  };
  return accepted({
    ...composeRuns(engine),
    openDays: () => readOpenDays(openKnowledgeBase),
    batches: composeBatches(engine, defaultRef),
    async status(runId) {
      const policy = await judge.policy();
      return readStatus({
        sidecar,
        judge,
        policy: policy.ok ? policy.value.policy : null,
        backupMaxAgeMinutes: settings.backup.maxAgeMinutes,
        runId,
        without: await listMembers(sidecar),
      });
    },
    otherKind: () => askOtherKind(engine),
    findUnexplained: (runId) => findUnexplained(engine, runId),
    openAudit: () => openAudit(engine),
    auditBase: (order) => auditBase(engine, order),
    shownFolder: (runId) => join(sidecar.folderOf(runId), shownFile("")),
    doctor: async ({ quick } = { quick: false }) =>
      examine({
        audit: quick ? null : () => auditBase(engine, { founds: false, isAlone: false }),
        prove: quick ? null : () => proveCut({ ...engine, openRegistry: openSourceRegistry }),
        ownCode: await describeOwnCode(),
        pathLeftOut: environment.pathLeftOut,
        machine: localMachine,
        sidecar,
        folders: SIDECAR_FOLDERS,
        ...{ clock, repository, defaultRef, judge },
        ...{ root, backup: backup.value, places: engine.places, repositoryId: settings.repositoryId },
        openKnowledgeBase,
        systemIdentifier: settings.database.systemIdentifier,
        interrupted,
      }),
    openKnowledgeBase,
    async [Symbol.asyncDispose]() {
      await sidecar[Symbol.asyncDispose]();
      await repository[Symbol.asyncDispose]();
    },
  });
}
