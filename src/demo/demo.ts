import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { lateAfter } from "../adapters/runner/late-after.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import { readToolIdentity } from "../adapters/runner/tool-digest.ts";
import { openSidecar } from "../adapters/sidecar/sidecar.ts";
import { type App, composeApp } from "../compose/app.ts";
import { composeApprove, previewApproval, signApproval } from "../compose/approve.ts";
import { CODE_FOLDER, CODE_ROOT, startLine } from "../compose/code-root.ts";
import { composeDatabaseCommands } from "../compose/database-commands.ts";
import type { LiveDatabase } from "../compose/live-database.ts";
import { readInputFile } from "../compose/read-input-file.ts";
import { openScratchFactory } from "../compose/scratch.ts";
import type { Environment } from "../config/environment.ts";
import { readSettings } from "../config/settings.ts";
import type { Gate } from "../domain/gates.ts";
import { must } from "../domain/must.ts";
import type { MemberTrait } from "../domain/policy.ts";
import type { Refusal } from "../domain/refusal.ts";
import { accepted } from "../domain/result.ts";
import { type SourceOrder, UNSAID } from "../domain/target-criteria.ts";
import { foldJournal } from "../engine/session/fold-journal.ts";
import type { Progress } from "../ports/progress.ts";
import type { RunView } from "../ports/sidecar.ts";
import { type BatchScene, composeBatchScene } from "./batch-scene.ts";
import { makeDemoSetup } from "./demo-setup.ts";
import { describeAsked } from "./describe-asked.ts";
import { type Leftovers, readLeftovers } from "./leftovers.ts";
import { readDemoTables, type TableReading } from "./table-reading.ts";
import { type Attempts, attemptTampering } from "./tampering.ts";
import { readEnacted, readNow, readText, type TextRow } from "./text-reading.ts";

/** The demo's setup with the bot wired to it, and independent readings by which to check what the bot says. */
export interface Demo extends AsyncDisposable {
  readonly app: App;
  readonly folder: string;
  readonly recipient: string;
  readonly engine: {
    readonly engine: string;
    readonly serverVersion: string;
    readonly limits: readonly string[];
  };
  /** Registers the document as the owner of the database; returns one line per criterion. */
  register(document: DemoDocument): Promise<readonly string[]>;
  /** Registers the next version of a document as its owner does; returns the refusal, or null. */
  registerNext(version: DemoVersion): Promise<Refusal | null>;
  /** The text of a document on a day, as it was known at a time (null: now), read in the role of readers. */
  readText(documentId: string, day: string, knownAt: string | null): Promise<readonly TextRow[]>;
  /** Every enacted version with a digest of its rows as they are stored. */
  readEnacted(documentId: string): Promise<ReadonlyMap<string, string>>;
  databaseNow(): Promise<string>;
  /** What the plan of a run does to what is enacted, in one line. */
  readDelta(runId: string): Promise<string>;
  readTables(): Promise<TableReading>;
  countPlanned(runId: string): Promise<number>;
  isArmed(runId: string): Promise<boolean>;
  /** Signs both files of the gate with the sovereign's key through git, merges them, and returns what was signed, line by line. */
  approve(runId: string, gate: Gate): Promise<readonly string[]>;
  keepOldCopy(runId: string): Promise<void>;
  /** Puts the old copy of the run in a sidecar of its own, resumes it there, and returns the reason of the refusal. */
  resumeOldCopy(runId: string): Promise<string>;
  attemptTampering(): Promise<Attempts>;
  readLeftovers(runId: string): Promise<Leftovers>;
  readonly batch: BatchScene;
}

export interface DemoDocument {
  readonly file: string;
  readonly documentId: string;
  readonly docPrefix: string;
  readonly title: string;
  readonly publicationType: string;
}

export interface DemoVersion
  extends Pick<SourceOrder, "documentId" | "nature" | "effectiveFrom" | "citation" | "lineage"> {
  readonly file: string;
}

const MAX_UNITS = 100_000;

export async function composeDemo(options: {
  readonly folder: string;
  readonly environment: Environment;
  readonly progress: Progress;
  readonly interrupted: AbortSignal;
  readonly engine: "auto" | "postgresql" | "pglite";
  readonly batchMayHold?: readonly MemberTrait[];
}): Promise<Demo> {
  const { folder, progress, interrupted } = options;
  const server = { engine: options.engine, pgBin: null };
  const late = lateAfter(interrupted);
  const factory = must(await openScratchFactory(options.environment, server, { late }));
  const tool = await readToolIdentity({ root: CODE_ROOT, folder: CODE_FOLDER });
  const setup = await makeDemoSetup({
    folder,
    environment: options.environment,
    signer: startLine("adapters/openpgp/sign-stdin.ts"),
    startDatabase: () => factory.start(),
    maxUnits: 100_000,
    batchMayHold: options.batchMayHold ?? [],
  });
  const { database, environment } = setup;
  const live: LiveDatabase = {
    openSource: async () => database.sql,
    dumpTarget: () => database.dumpTarget,
    dumpSource: database.dumpSource,
  };
  const openAt = async (root: string, asked: AbortSignal = interrupted) => {
    const settings = must(await readSettings(setup.root));
    const scratch = { ...settings.scratch, engine: options.engine };
    return must(
      await composeApp({
        root,
        settings: { ...settings, scratch },
        environment,
        live,
        progress,
        interrupted: asked,
        late: lateAfter(asked),
        tool,
      }),
    );
  };
  const app = await openAt(setup.root).catch(async (cause) => {
    await database[Symbol.asyncDispose]();
    throw cause;
  });
  const peek = async (runId: string): Promise<RunView> => {
    const sidecar = await openSidecar({
      root: setup.root,
      clock: systemClock,
      project: () => ({}),
      projectBatch: () => ({}),
    });
    return must(await sidecar.peekRun(runId));
  };
  const oldRoot = join(folder, "old-sidecar");
  const commands = composeDatabaseCommands(live.openSource, async () =>
    accepted({ maxUnits: MAX_UNITS, firstRunMaxUnits: MAX_UNITS, exclude: [] }),
  );
  return {
    app,
    folder,
    recipient: setup.keys.recipient.fingerprint,
    engine: factory.describe(),
    async register({ file, ...document }) {
      const bytes = must(await readInputFile(file));
      const order = { ...UNSAID, ...document, bytes, owner: "operator", authoritative: false };
      const { criteria, outcome } = await commands.register(order);
      must(outcome);
      return criteria.map(({ id, rule, evidence }) => `${id} ${rule}: ${evidence}`);
    },
    async registerNext({ file, ...words }) {
      const bytes = must(await readInputFile(file));
      const { outcome } = await commands.register({ ...UNSAID, ...words, bytes });
      return outcome.ok ? null : outcome.refusal;
    },
    async readText(documentId, day, knownAt) {
      await using session = await database.sql.open("reader");
      return await readText(session, { documentId, day, knownAt });
    },
    async readEnacted(documentId) {
      await using session = await database.sql.open("verify");
      return await readEnacted(session, documentId);
    },
    async databaseNow() {
      await using session = await database.sql.open("verify");
      return await readNow(session);
    },
    readDelta: async (runId) =>
      foldJournal((await peek(runId)).entries).evidence.cutplan?.amendment?.shown.counts ?? "nothing",
    async readTables() {
      await using knowledgeBase = await app.openKnowledgeBase();
      await using session = await database.sql.open("verify");
      return await readDemoTables(knowledgeBase, session);
    },
    countPlanned: async (runId) => foldJournal((await peek(runId)).entries).evidence.cutplan?.unitCount ?? 0,
    isArmed: async (runId) => (await peek(runId)).lease !== null,
    async approve(runId, gate) {
      await using parts = must(
        await composeApprove({
          repo: setup.repository,
          defaultBranch: "main",
          rootKeyFiles: [join(folder, "keys", "root.asc")],
          environment: {
            PATH: environment.PATH,
            HOME: folder,
            GIT_CONFIG_GLOBAL: "/dev/null",
            GIT_CONFIG_NOSYSTEM: "1",
          },
        }),
      );
      const order = { runId, gate, decision: "approve", person: null, merge: false, push: true } as const;
      const preview = must(await previewApproval(parts, order));
      const signed = must(await signApproval(parts, order, preview));
      const { request, payloadSha256 } = preview;
      return [
        ...describeAsked(request, payloadSha256),
        `signed commit ${signed.commit}, merged as ${signed.merge}`,
      ];
    },
    async keepOldCopy(runId) {
      await mkdir(join(oldRoot, "runs"), { recursive: true, mode: 0o750 });
      await cp(join(setup.root, "runs", runId), join(oldRoot, "runs", runId), { recursive: true });
    },
    async resumeOldCopy(runId) {
      await using old = await openAt(oldRoot);
      const resumed = await old.resume(runId);
      return (resumed.ok ? resumed.value.refusal : resumed.refusal)?.reason ?? "none";
    },
    attemptTampering: () => attemptTampering(database.sql),
    readLeftovers: async (runId) =>
      readLeftovers({
        view: await peek(runId),
        root: setup.root,
        recipient: setup.keys.recipient,
        scratch: factory,
      }),
    batch: composeBatchScene({
      setup,
      scratch: factory,
      openApp: (asked) => openAt(setup.root, asked),
    }),
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}
