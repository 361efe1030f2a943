import type { CutPlan } from "../../src/domain/plan.ts";
import type { Result } from "../../src/domain/result.ts";
import type { KnowledgeBase, WriteCommand } from "../../src/ports/knowledge-base.ts";
import { commandFor, makePlan, registerPlan } from "./knowledge.ts";
import { type KnowledgeCluster, type KnowledgeDatabase, startKnowledgeCluster } from "./knowledge-cluster.ts";

/** A registered document and a run of its own, so that tests can share a database. */
export interface Scene {
  readonly made: { readonly plan: CutPlan; readonly source: Uint8Array };
  readonly runId: string;
  command(effect: Parameters<typeof commandFor>[2], changes?: Partial<WriteCommand>): Promise<WriteCommand>;
}

export interface Scenes {
  set(units?: number): Promise<Scene>;
  countUnits(scene: Scene): Promise<number>;
  superuser(...statements: readonly string[]): Promise<void>;
  /** What `work` changes in the row counts of the governed tables; unchanged tables are left out. */
  rowChange(work: () => Promise<unknown>): Promise<Readonly<Record<string, number>>>;
}

/** A cluster for a test file, one database of it, and the scenes there. */
export interface OpenScenes extends AsyncDisposable {
  readonly cluster: KnowledgeCluster;
  readonly database: KnowledgeDatabase;
  readonly knowledge: KnowledgeBase;
  readonly scenes: Scenes;
}

export async function openScenes(): Promise<OpenScenes> {
  const cluster = await startKnowledgeCluster();
  const database = await cluster.open();
  return {
    cluster,
    database,
    knowledge: database.knowledge,
    scenes: createScenes(database),
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

export function createScenes(database: KnowledgeDatabase): Scenes {
  const { knowledge } = database;
  let runs = 0;
  const readTables = async () => {
    await using snapshot = await knowledge.openSnapshot();
    return snapshot.tables;
  };
  return {
    async set(units = 3) {
      runs += 1;
      const made = makePlan(`T${runs}`, units);
      await registerPlan(database.sql, made);
      const runId = `ictr-20261121T090000Z-${runs.toString(16).padStart(8, "0")}`;
      return {
        made,
        runId,
        command: (effect, changes) => commandFor(knowledge, made, effect, { runId, ...changes }),
      };
    },
    countUnits: async (scene) => (await knowledge.probe(scene.made.plan)).units,
    async superuser(...statements) {
      await using session = await database.openSuperuser();
      for (const statement of statements) await session.query(statement);
    },
    async rowChange(work) {
      const before = await readTables();
      await work();
      const changes = (await readTables()).map(
        ({ table, rows }, i) => [table, rows - (before[i]?.rows ?? 0)] as const,
      );
      return Object.fromEntries(changes.filter(([, change]) => change !== 0));
    },
  };
}

export function reasonOf(result: Result<unknown>): string {
  return result.ok ? "ok" : result.refusal.reason;
}
