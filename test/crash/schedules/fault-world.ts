import { chmod, cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App } from "../../../src/compose/app.ts";
import { SETTINGS_FILE, type Settings } from "../../../src/config/settings.ts";
import type { Gate } from "../../../src/domain/gates.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import type { SqlSession } from "../../../src/ports/sql.ts";
import { startTestCluster, superuserOf } from "../../support/knowledge-cluster.ts";
import { makeRestartable, type RestartableCluster } from "../../support/restartable-cluster.ts";
import { makeTestSetup, type TestSetup } from "../../support/test-setup.ts";
import { Machine } from "./machine.ts";
import { StoryScenes } from "./story-scenes.ts";

/** Tells when each row was committed, so that a write of an overtaken process is seen. */
const SERVER_SETTINGS = { track_commit_timestamp: "on" };

/** Where a run or batch stands. */
export interface Standing {
  readonly id: string;
  readonly state: string;
  readonly isOver: boolean;
  readonly waiting: { readonly gate: Gate; readonly payloadSha256: string } | null;
  readonly refusal: Refusal | null;
  readonly next: string | null;
}

/** One server with a sidecar of one kind, and two machines that work on its runs. */
export class FaultWorld implements AsyncDisposable {
  readonly sidecar: Settings["sidecar"];
  readonly setup: TestSetup;
  readonly cluster: RestartableCluster;
  readonly machines: readonly [Machine, Machine];
  readonly scenes: StoryScenes;
  /** Where the command line keeps what it needs for a while. */
  readonly temporary: string;

  private constructor(parts: Pick<FaultWorld, "sidecar" | "setup" | "cluster" | "machines" | "temporary">) {
    this.sidecar = parts.sidecar;
    this.setup = parts.setup;
    this.cluster = parts.cluster;
    this.machines = parts.machines;
    this.temporary = parts.temporary;
    this.scenes = new StoryScenes(parts.setup);
  }

  static async open(sidecar: Settings["sidecar"]): Promise<FaultWorld> {
    const cluster = makeRestartable(await startTestCluster(SERVER_SETTINGS), SERVER_SETTINGS);
    const setup = await makeTestSetup("postgresql", async () => cluster, sidecar);
    const { root, folder } = setup.setup;
    const temporary = await mkdtemp(join(tmpdir(), "f-"));
    // The account of throw-away servers passes through.
    await chmod(temporary, 0o711);
    const open = (place: string) => Machine.open(setup, { root: place, temporary });
    const machines = [
      await open(root),
      await open(sidecar === "folder" ? root : join(folder, "other")),
    ] as const;
    return new FaultWorld({ sidecar, setup, cluster, machines, temporary });
  }

  /** Leaves nothing of an earlier schedule: no temporary file, and an empty folder for the second machine, where it has one of its own. */
  async clear(): Promise<void> {
    for (const name of await readdir(this.temporary))
      await rm(join(this.temporary, name), { recursive: true, force: true });
    const [{ root: first }, { root }] = this.machines;
    if (root === first) return;
    await rm(root, { recursive: true, force: true });
    await mkdir(root, { mode: 0o750 });
    await cp(join(first, SETTINGS_FILE), join(root, SETTINGS_FILE));
  }

  openSuperuser(): Promise<SqlSession> {
    return superuserOf(this.cluster, this.setup.variables["DOT_CUTTER_DB_NAME"] ?? "").open("owner");
  }

  /** Where the newest run stands, or the newest batch; null where there is none beside the earlier ones. */
  async stand(isBatch: boolean, earlier: readonly string[]): Promise<Standing | null> {
    await using app = await this.setup.openApp();
    return isBatch ? await standOfBatch(app) : await standOfRun(app, earlier);
  }

  /** What the next holder does with a holder that was silent for too long. */
  async endSilentHolder(pid: number): Promise<number> {
    await using superuser = await this.openSuperuser();
    const { rows } = await superuser.query(
      `select pg_terminate_backend(a.pid, 5000) from pg_stat_activity a where a.application_name like 'iu-cutter %' and a.application_name like '% ' || $1::text
         and exists (select from pg_locks l where l.pid = a.pid and l.locktype = 'advisory' and l.granted and l.objsubid = 1 and l.mode = 'ExclusiveLock')`,
      [String(pid)],
    );
    return rows.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const machine of this.machines) await machine[Symbol.asyncDispose]();
    await this.setup[Symbol.asyncDispose]();
    await rm(this.temporary, { recursive: true, force: true });
  }
}

/** The worlds of both sidecars, each made when it is first asked for. */
export class FaultWorlds implements AsyncDisposable {
  readonly #made = new Map<Settings["sidecar"], Promise<FaultWorld>>();
  #last: Promise<unknown> = Promise.resolve();

  of(sidecar: Settings["sidecar"]): Promise<FaultWorld> {
    // One after the other: they share what is built.
    const made = this.#made.get(sidecar) ?? this.#last.then(() => FaultWorld.open(sidecar));
    this.#made.set(sidecar, made);
    this.#last = made;
    return made;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const made of this.#made.values()) await (await made)[Symbol.asyncDispose]();
  }
}

async function standOfRun(app: App, earlier: readonly string[]): Promise<Standing | null> {
  const row = (await app.status(null)).filter(({ runId }) => !earlier.includes(runId)).at(-1);
  if (row === undefined) return null;
  if (!("state" in row)) throw new Error(`no run: ${JSON.stringify(row)}`);
  const { runId: id, state, waiting, refusal, next, isUnderWay } = row;
  return { id, state, waiting, refusal, next, isOver: !isUnderWay && refusal === null };
}

async function standOfBatch(app: App): Promise<Standing | null> {
  const row = (await app.batches.status(null)).at(-1);
  if (row === undefined) return null;
  if (!("state" in row)) throw new Error(`no batch: ${JSON.stringify(row)}`);
  const { batchId: id, state, waiting, refusal, next, isOver } = row;
  return { id, state, waiting, refusal, next, isOver };
}
