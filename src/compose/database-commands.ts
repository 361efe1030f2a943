import { compareSchema } from "../adapters/postgres/compare-schema.ts";
import { installSchema, type MigrationReport } from "../adapters/postgres/migrate.ts";
import { openSourceRegistry } from "../adapters/postgres/source-registry.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import type { Result } from "../domain/result.ts";
import type { SourceOrder } from "../domain/target-criteria.ts";
import { type Intake, type IntakeLimits, registerSource, stoppedIntake } from "../engine/register-source.ts";
import type { ContractDifference } from "../ports/schema-facts.ts";
import type { SqlSource } from "../ports/sql.ts";
import { type FolderIntake, type FolderOrder, registerFolder } from "./register-folder.ts";

export type { FolderIntake, FolderOrder };

/** What the owner of the database does: install, check, and register documents. Runs never use it. */
export interface DatabaseCommands {
  install(): Promise<Result<MigrationReport>>;
  check(): Promise<readonly ContractDifference[]>;
  register(order: SourceOrder): Promise<Intake>;
  registerFolder(order: FolderOrder): Promise<Result<FolderIntake>>;
}

export function composeDatabaseCommands(
  openSource: () => Promise<SqlSource>,
  readLimits: () => Promise<Result<IntakeLimits>>,
): DatabaseCommands {
  return {
    async install() {
      const sql = await openSource();
      await using owner = await sql.open("owner");
      return await installSchema(owner);
    },
    async check() {
      const sql = await openSource();
      await using owner = await sql.open("owner");
      return await compareSchema(owner);
    },
    async register(order) {
      const limits = await readLimits();
      if (!limits.ok) return stoppedIntake(limits.refusal);
      await using registry = await openSourceRegistry(await openSource());
      return await registerSource(registry, order, limits.value);
    },
    registerFolder: (order) =>
      registerFolder(order, {
        clock: systemClock,
        readLimits,
        openRegistry: async () => openSourceRegistry(await openSource()),
      }),
  };
}
