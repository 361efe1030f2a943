import { execFile } from "node:child_process";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PgSettings } from "../../src/adapters/postgres/connection/pg-source.ts";
import { lateAfter } from "../../src/adapters/runner/late-after.ts";
import { systemClock } from "../../src/adapters/runner/system-clock.ts";
import { readToolIdentity } from "../../src/adapters/runner/tool-digest.ts";
import type { Cluster } from "../../src/adapters/scratch-postgres/cluster.ts";
import { type App, composeApp } from "../../src/compose/app.ts";
import { type ApproverDecision, type ApproveSetup, composeApprove } from "../../src/compose/approve.ts";
import type { LiveDatabase } from "../../src/compose/live-database.ts";
import { openSidecar } from "../../src/compose/open-sidecar.ts";
import { type Environment, readEnvironment } from "../../src/config/environment.ts";
import { readSettings, SETTINGS_FILE, type Settings } from "../../src/config/settings.ts";
import { type DemoSetup, makeDemoSetup } from "../../src/demo/demo-setup.ts";
import type { Gate } from "../../src/domain/gates.ts";
import type { Result } from "../../src/domain/result.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { ScratchDatabase } from "../../src/ports/scratch.ts";
import type { Sidecar } from "../../src/ports/sidecar.ts";
import type { SqlSession } from "../../src/ports/sql.ts";
import { bundleCutter, type CutterEnd, runCutter } from "./cutter.ts";
import { type DocumentPlan, registerDocument } from "./register-document.ts";
import { answerGate } from "./sovereign-answer.ts";
import { makeTempFolder } from "./temp-folder.ts";
import { startTestDatabase } from "./test-database.ts";

const ROOT = join(import.meta.dirname, "../..");

/** A whole setup to run in: keys, signed policy, control repository, real database, sidecar. Gone when disposed. */
export interface TestSetup extends AsyncDisposable {
  readonly setup: DemoSetup;
  readonly live: LiveDatabase & { readonly opened: () => number };
  /** Variables with which the command line reaches the same database and sidecar. */
  readonly variables: Readonly<Record<string, string>>;
  /** Variables with which psql is the superuser of its server. */
  readonly superuser: Readonly<Record<string, string>>;
  /** Where the code lies that works on the setup's runs. */
  readonly codeFolder: string;
  /** Starts the built command line as a process of its own, which reaches the same database and sidecar. */
  cutter(args: readonly string[], options?: Partial<Parameters<typeof runCutter>[1]>): Promise<CutterEnd>;
  openApp(change?: AppChange): Promise<App>;
  /** Opens the sidecar that the settings name, to look at what the bot keeps. */
  openSidecar(): Promise<Sidecar>;
  /** Registers a document of the given text and returns its id. */
  register(text: string, document?: DocumentPlan): Promise<string>;
  /** Signs and merges as the sovereign; `edit` changes the files before they are signed. */
  approve(
    runId: string,
    gate: Gate,
    edit?: (files: Readonly<Record<string, string>>) => Readonly<Record<string, string>>,
  ): Promise<void>;
  /** The same with another decision. */
  answer(
    runId: string,
    gate: Gate,
    decision: ApproverDecision,
    edit?: (files: Readonly<Record<string, string>>) => Readonly<Record<string, string>>,
  ): Promise<void>;
  /** Remembers where the branches of the control repository stand; the function it returns puts them back there. */
  rememberBranches(): Promise<() => Promise<void>>;
  /** Remembers branches, database and sidecar; the function it returns puts all of them back, as often as wanted, while no run is at work. */
  remember(): Promise<() => Promise<void>>;
  owner(): Promise<SqlSession>;
  restoreFromDump(): Promise<void>;
  restoreElsewhere(): Promise<ScratchDatabase>;
}

interface AppChange {
  readonly settings?: Partial<Settings>;
  readonly environment?: Partial<Environment>;
  readonly root?: string;
  readonly clock?: Clock;
  readonly interrupted?: AbortSignal;
  readonly late?: AbortSignal;
  readonly live?: LiveDatabase;
  readonly toolSha256?: string;
  readonly onProgress?: (text: string) => void;
  readonly onNote?: (text: string) => void;
}

/** Three short articles: a document that is small enough to run often. */
export function lawOf(title: string, articles = 3): string {
  const texts = Array.from(
    { length: articles },
    (_, index) => `## Article ${index + 1}\n\nText ${index + 1} of ${title}.\n`,
  );
  return `# ${title}\n\n${texts.join("\n")}`;
}

export async function makeTestSetup(
  engine: "postgresql" | "pglite" = "postgresql",
  startServer?: () => Promise<Cluster>,
  sidecar: Settings["sidecar"] = "folder",
): Promise<TestSetup> {
  const built = await bundleCutter();
  const folder = await makeTempFolder();
  const environment = must(readEnvironment());
  const { database, connection, superuser, remember, restoreFromDump, restoreElsewhere } =
    await startTestDatabase(engine, startServer);
  const setup = await makeDemoSetup({
    folder: folder.path,
    environment,
    signer: built.signer,
    startDatabase: async () => database,
    maxUnits: 1000,
  });
  if (sidecar !== "folder")
    await replaceInFile(join(setup.root, SETTINGS_FILE), (text) =>
      JSON.stringify({ ...JSON.parse(text), sidecar }),
    );
  let opened = 0;
  const live = {
    openSource: async () => {
      opened += 1;
      return database.sql;
    },
    dumpTarget: () => database.dumpTarget,
    dumpSource: database.dumpSource,
    opened: () => opened,
  };
  // Read once per setup, so that edits of the code while the tests run do not look like another version of the tool.
  const tool = await readToolIdentity({ root: ROOT, folder: built.folder });
  const variables = {
    ...variablesOf(connection),
    CUTTER_ROOT: setup.root,
    BACKUP_GPG_FPR: setup.keys.recipient.fingerprint,
  };
  const listBranches = async (format: string) =>
    git(setup, ["for-each-ref", `--format=${format}`, "refs/heads"]);
  const rememberBranches = async () => {
    const refs = await listBranches("update %(refname) %(objectname)");
    return async () => {
      const made = (await listBranches("delete %(refname)")).split("\n").filter((line) => {
        const name = line.split(" ")[1];
        return name !== undefined && !refs.includes(` ${name} `);
      });
      await git(setup, ["update-ref", "--stdin"], [refs, ...made.map((line) => `${line}\n`)].join(""));
      await git(setup, ["reset", "--quiet", "--hard"]);
    };
  };
  const answer: TestSetup["answer"] = async (runId, gate, decision, edit = (files) => files) => {
    await using parts = must(await composeApprove(approverOf(setup)));
    await answerGate(setup, parts, { runId, gate, decision, person: null, merge: true, push: false }, edit);
  };
  let documents = 0;
  let kept = 0;
  return {
    setup,
    live,
    variables,
    superuser,
    codeFolder: built.folder,
    cutter: (args, options) => runCutter(args, { variables, program: built.program, ...options }),
    async openApp(change = {}) {
      const settings = must(await readSettings(setup.root));
      const scratch = { ...settings.scratch, engine };
      const { interrupted = new AbortController().signal } = change;
      return must(
        await composeApp({
          root: change.root ?? setup.root,
          settings: { ...settings, scratch, ...change.settings },
          environment: { ...setup.environment, ...change.environment },
          live: change.live ?? live,
          progress: { step: change.onProgress ?? (() => {}), note: change.onNote ?? (() => {}) },
          interrupted,
          late: change.late ?? lateAfter(interrupted),
          ...(change.clock ? { clock: change.clock } : {}),
          tool: change.toolSha256 ? { version: "0.0.0", sha256: change.toolSha256 } : tool,
        }),
      );
    },
    async openSidecar() {
      const settings = must(await readSettings(setup.root));
      return openSidecar({ root: setup.root, settings, live, clock: systemClock });
    },
    async register(text, document = {}) {
      documents += 1;
      await using owner = await database.sql.open("owner");
      return await registerDocument(owner, { ...document, number: documents, text });
    },
    approve: (runId, gate, edit) => answer(runId, gate, "approve", edit),
    answer,
    rememberBranches,
    async remember() {
      kept += 1;
      const sidecar = join(setup.folder, `kept-${kept}`);
      const [putBranches, putDatabase] = await Promise.all([
        rememberBranches(),
        remember(),
        cp(setup.root, sidecar, { recursive: true }),
      ]);
      return async () => {
        await rm(setup.root, { recursive: true });
        await Promise.all([putBranches(), putDatabase(), cp(sidecar, setup.root, { recursive: true })]);
      };
    },
    restoreFromDump,
    restoreElsewhere,
    owner: () => database.sql.open("owner"),
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
      await built[Symbol.asyncDispose]();
    },
  };
}

/** How the sovereign answers in the control repository itself. */
export function approverOf(setup: DemoSetup): ApproveSetup {
  return {
    repo: setup.repository,
    defaultBranch: "main",
    rootKeyFiles: [],
    environment: gitEnvironment(setup),
  };
}

/** The sovereign's own git, without anything of the machine's. */
export function gitEnvironment(setup: DemoSetup): Readonly<Record<string, string>> {
  return {
    PATH: setup.environment.PATH,
    HOME: setup.folder,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
  };
}

function git(setup: DemoSetup, args: readonly string[], input = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      "git",
      ["-C", setup.repository, ...args],
      { env: { ...gitEnvironment(setup) } },
      (fault, stdout) => (fault ? reject(fault) : resolve(stdout)),
    );
    child.stdin?.on("error", () => {
      // git reports by its exit code that it did not read its input.
    });
    child.stdin?.end(input);
  });
}

export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.refusal.reason} ${JSON.stringify(result.refusal, null, 2)}`);
  return result.value;
}

export async function replaceInFile(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, change(await readFile(path, "utf8")));
}

export function runPath(setup: DemoSetup, runId: string, ...names: readonly string[]): string {
  return join(setup.root, "runs", runId, ...names);
}

function variablesOf(connection: PgSettings | null): Readonly<Record<string, string>> {
  if (connection === null) return {};
  const { host, port, database, roles } = connection;
  return {
    DOT_CUTTER_DB_HOST: host,
    DOT_CUTTER_DB_PORT: String(port),
    DOT_CUTTER_DB_NAME: database,
    DOT_CUTTER_EXEC_DB_PASSWORD: roles.exec?.password ?? "",
    DOT_CUTTER_VERIFY_DB_PASSWORD: roles.verify?.password ?? "",
    DOT_CUTTER_SIDECAR_DB_PASSWORD: roles.sidecar?.password ?? "",
    DOT_CUTTER_ADMIN_DB_PASSWORD: roles.owner?.password ?? "",
  };
}
